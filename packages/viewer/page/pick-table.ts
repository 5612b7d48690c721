import { element } from './dom.ts';

/** What a column says of an item, and by what it can be sorted. */
export interface Column<T> {
  readonly name: string;
  readonly cell: (item: T) => Node | string;
  readonly isNumber?: boolean;
  /** Without it the column cannot be sorted by. */
  readonly order?: (a: T, b: T) => number;
}

interface Options<T> {
  /** What the table is called. */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  /** Said where there are no items. */
  readonly nothing: string;
  /** An item was picked. @param isForSure whether by Enter or a click */
  readonly picked?: (item: T, isForSure: boolean) => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

/** A table of some hundred items at most, that can be sorted and of which one can be picked, by mouse and keyboard. */
export class PickTable<T> {
  readonly element: HTMLElement;
  readonly #body = element('tbody');
  readonly #options: Options<T>;
  readonly #nothing: HTMLElement;
  #items: readonly T[] = [];
  #picked: T | undefined;
  #sorting: { readonly column: Column<T>; readonly sign: 1 | -1 } | undefined;
  readonly #heads = new Map<Column<T>, HTMLElement>();

  constructor(options: Options<T>) {
    this.#options = options;
    const head = element('tr', {}, ...options.columns.map((column) => this.#head(column)));
    const table = element(
      'table',
      { class: 'grid', 'aria-label': options.label },
      element('thead', {}, head),
      this.#body,
    );
    this.#nothing = element('p', { class: 'quiet none' }, options.nothing);
    this.element = element('div', { class: 'grid-box' }, table, this.#nothing);
    if (options.picked === undefined) return;
    table.classList.add('pick');
    this.#body.tabIndex = 0;
    this.#body.setAttribute('aria-label', options.label);
    this.#body.addEventListener('keydown', (event) => this.#press(event));
  }

  /** The one that is selected stays so, where it is still there. */
  show(items: readonly T[]): void {
    this.#items = items;
    if (this.#picked !== undefined && !items.includes(this.#picked)) this.#picked = undefined;
    this.#draw();
  }

  /** Selects it, as somebody would. */
  pick(item: T | undefined, isForSure = false): void {
    this.#picked = item;
    this.#draw();
    if (item !== undefined) this.#options.picked?.(item, isForSure);
  }

  focus(): void {
    this.#body.focus();
  }

  #head(column: Column<T>): HTMLElement {
    const { name, order, isNumber } = column;
    const className = isNumber === true ? 'number' : undefined;
    if (order === undefined) return element('th', { scope: 'col', class: className }, name);
    const press = element('button', { type: 'button', title: `Sort by ${name.toLowerCase()}` }, name);
    press.addEventListener('click', () => this.#sortBy(column));
    const head = element('th', { scope: 'col', class: className, 'aria-sort': 'none' }, press);
    this.#heads.set(column, head);
    return head;
  }

  /** Numbers begin with the largest: that is what one looks for. */
  #sortBy(column: Column<T>): void {
    const first = column.isNumber === true ? -1 : 1;
    const isSame = this.#sorting?.column === column;
    this.#sorting = { column, sign: isSame && this.#sorting?.sign === first ? (first === 1 ? -1 : 1) : first };
    for (const [each, head] of this.#heads) {
      const direction = this.#sorting.sign === 1 ? 'ascending' : 'descending';
      head.setAttribute('aria-sort', each === column ? direction : 'none');
    }
    this.#draw();
  }

  #sorted(): readonly T[] {
    const { column, sign } = this.#sorting ?? {};
    const order = column?.order;
    return order === undefined || sign === undefined ? this.#items : this.#items.toSorted((a, b) => sign * order(a, b));
  }

  #draw(): void {
    const { columns, picked } = this.#options;
    const rows = this.#sorted().map((item) => {
      const isPicked = item === this.#picked;
      const cells = columns.map(({ cell, isNumber }) =>
        element('td', { class: isNumber === true ? 'number' : undefined }, cell(item)),
      );
      const row = element('tr', { class: isPicked ? 'selected' : undefined }, ...cells);
      if (picked === undefined) return row;
      row.setAttribute('aria-selected', String(isPicked));
      row.addEventListener('click', () => this.pick(item, true));
      return row;
    });
    this.#body.replaceChildren(...rows);
    this.#nothing.hidden = rows.length > 0;
    this.#body.parentElement?.toggleAttribute('hidden', rows.length === 0);
  }

  #press(event: KeyboardEvent): void {
    const items = this.#sorted();
    const now = this.#picked === undefined ? -1 : items.indexOf(this.#picked);
    const step = STEPS[event.key];
    const target =
      { Home: 0, End: items.length - 1, Enter: now }[event.key] ?? (step === undefined ? undefined : now + step);
    if (target === undefined) return;
    event.preventDefault();
    this.pick(items[Math.min(Math.max(target, 0), items.length - 1)], event.key === 'Enter');
    this.#body.querySelector('.selected')?.scrollIntoView({ block: 'nearest' });
  }
}

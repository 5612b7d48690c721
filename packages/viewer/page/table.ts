import type { RequestData, TraceData } from '../src/data.ts';
import { element } from './dom.ts';
import { durationText, timeText } from './format.ts';
import { kindOf } from './kinds.ts';

const ROW_HEIGHT = 26;
/** Rows that are made above and below those in sight. */
const MARGIN = 8;

const COLUMNS = ['Time', 'Client', 'Request', 'About', 'Outcome', 'Took'] as const;

/** The requests as lines, of which only those in sight are made: ten thousand are as quick as ten. */
export class RequestTable {
  readonly element: HTMLElement;
  readonly #body: HTMLElement;
  readonly #space = element('div', { class: 'space', role: 'presentation' });
  readonly #trace: TraceData;
  readonly #startMs: number;
  readonly #chosen: (index: number, isForSure: boolean) => void;
  #rows: readonly number[] = [];
  #selected: number | undefined;

  /** @param chosen told which request is selected, and whether its details are to have the focus */
  constructor(trace: TraceData, startMs: number, chosen: (index: number, isForSure: boolean) => void) {
    this.#trace = trace;
    this.#startMs = startMs;
    this.#chosen = chosen;
    const head = element(
      'div',
      { class: 'row head', role: 'row' },
      ...COLUMNS.map((name) => element('span', { role: 'columnheader' }, name)),
    );
    this.#body = element(
      'div',
      { class: 'rows', role: 'rowgroup', tabindex: 0, 'aria-label': 'Requests' },
      this.#space,
    );
    this.element = element('div', { class: 'requests', role: 'table', 'aria-label': 'Requests' }, head, this.#body);
    this.#body.addEventListener('scroll', () => this.#draw());
    this.#body.addEventListener('keydown', (event) => this.#press(event));
    new ResizeObserver(() => this.#draw()).observe(this.#body);
  }

  /** @param rows which requests, in their order */
  show(rows: readonly number[]): void {
    this.#rows = rows;
    this.element.setAttribute('aria-rowcount', String(rows.length));
    this.#space.style.height = `${rows.length * ROW_HEIGHT}px`;
    this.#draw();
  }

  select(index: number | undefined): void {
    this.#selected = index;
    const row = index === undefined ? -1 : this.#rows.indexOf(index);
    if (row >= 0) {
      const { scrollTop, clientHeight } = this.#body;
      if (row * ROW_HEIGHT < scrollTop) this.#body.scrollTop = row * ROW_HEIGHT;
      if ((row + 1) * ROW_HEIGHT > scrollTop + clientHeight)
        this.#body.scrollTop = (row + 1) * ROW_HEIGHT - clientHeight;
    }
    this.#draw();
  }

  #press(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.#body.clientHeight / ROW_HEIGHT) - 1);
    const now = this.#selected === undefined ? -1 : this.#rows.indexOf(this.#selected);
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: now + 1,
      ArrowUp: now - 1,
      PageDown: now + page,
      PageUp: now - page,
      Home: 0,
      End: this.#rows.length - 1,
      Enter: now,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const index = this.#rows[Math.min(Math.max(target, 0), this.#rows.length - 1)];
    if (index !== undefined) this.#chosen(index, event.key === 'Enter');
  }

  #draw(): void {
    const { scrollTop, clientHeight } = this.#body;
    const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - MARGIN);
    const last = Math.min(this.#rows.length, Math.ceil((scrollTop + clientHeight) / ROW_HEIGHT) + MARGIN);
    const shown = this.#rows.slice(first, last).map((index, place) => this.#row(index, first + place));
    this.#space.replaceChildren(...shown);
    if (this.#rows.length === 0) this.#space.append(element('p', { class: 'quiet' }, 'No request fits the filter.'));
  }

  #row(index: number, place: number): HTMLElement {
    const request = this.#trace.requests[index];
    if (request === undefined) return element('div');
    const isSelected = index === this.#selected;
    const row = element(
      'div',
      {
        class: ['row', isSelected ? 'selected' : '', stateOf(request)].filter((name) => name !== '').join(' '),
        role: 'row',
        'aria-rowindex': place + 1,
        'aria-selected': String(isSelected),
      },
      ...this.#cells(request),
    );
    row.style.top = `${place * ROW_HEIGHT}px`;
    row.addEventListener('click', () => this.#chosen(index, false));
    return row;
  }

  #cells({ atMs, client, api, version, subject, outcome, durationMs, faults }: RequestData): HTMLElement[] {
    const name = element('span', { class: `dot ${kindOf(api)}` });
    const fault =
      faults.length === 0 ? undefined : element('span', { class: 'badge', title: faults.join('; ') }, 'fault');
    const cell = (title: string, ...content: readonly (Node | string | undefined)[]): HTMLElement =>
      element('span', { role: 'cell', title }, ...content);
    const clientName = this.#trace.clients[client] ?? '';
    return [
      cell('', timeText(atMs - this.#startMs)),
      cell(clientName, clientName),
      cell(`${api} v${version}`, name, `${api} v${version}`),
      cell(subject, subject),
      cell(outcome, fault, outcome),
      cell('', durationText(durationMs)),
    ];
  }
}

function stateOf({ errors, isAnswered }: RequestData): string {
  return errors.length > 0 ? 'failed' : isAnswered ? '' : 'unanswered';
}

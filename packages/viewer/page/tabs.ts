import { element } from './dom.ts';

/** Contents of which one is in sight; arrow keys go from one title to the next. */
export function tabs(pages: readonly { readonly title: string; readonly content: HTMLElement }[]): HTMLElement {
  const titles = pages.map(({ title }, index) =>
    element('button', { type: 'button', role: 'tab', id: `tab-${index}`, 'aria-controls': `panel-${index}` }, title),
  );
  const panels = pages.map(({ content }, index) =>
    element(
      'div',
      { class: 'tab', role: 'tabpanel', id: `panel-${index}`, 'aria-labelledby': `tab-${index}` },
      content,
    ),
  );
  const show = (chosen: number): void => {
    titles.forEach((title, index) => {
      title.setAttribute('aria-selected', String(index === chosen));
      title.tabIndex = index === chosen ? 0 : -1;
    });
    panels.forEach((panel, index) => {
      panel.hidden = index !== chosen;
    });
  };
  titles.forEach((title, index) => {
    title.addEventListener('click', () => show(index));
    title.addEventListener('keydown', ({ key }) => {
      const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
      const next = (index + step + titles.length) % titles.length;
      if (step === 0) return;
      show(next);
      titles[next]?.focus();
    });
  });
  show(0);
  return element('div', { class: 'lists' }, element('div', { class: 'tabs', role: 'tablist' }, ...titles), ...panels);
}

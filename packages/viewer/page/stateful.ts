import type { StateData } from '../src/data.ts';
import { element } from './dom.ts';
import { timeText } from './format.ts';

/** What is drawn of the broker's state; where a reset lies between two of them, one can choose which. */
export function stateful(
  states: readonly StateData[],
  startMs: number,
  draw: (state: StateData) => HTMLElement,
): HTMLElement {
  const place = element('div', { class: 'state' });
  const show = (state: StateData | undefined): void => {
    if (state !== undefined) place.replaceChildren(draw(state));
  };
  show(states[0]);
  if (states.length < 2) return place;
  const choice = element(
    'select',
    { 'aria-label': 'When' },
    ...states.map(({ name, atMs }, index) =>
      element('option', { value: index }, `${name}, ${timeText(atMs - startMs)}`),
    ),
  );
  choice.addEventListener('change', () => show(states[Number(choice.value)]));
  return element('div', { class: 'states' }, element('label', { class: 'tools' }, 'State ', choice), place);
}

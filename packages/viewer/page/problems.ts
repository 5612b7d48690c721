import type { ProblemData } from '../src/data.ts';
import { element } from './dom.ts';

const LABELS = { hint: 'Hint', warning: 'Warning', leftover: 'Left open', fault: 'Fault' } as const;

/** What there is to look into, in words. */
export function problemList(problems: readonly ProblemData[]): HTMLElement {
  if (problems.length === 0) return element('p', { class: 'quiet none' }, 'Nothing to look into was found.');
  return element(
    'ul',
    { class: 'problems', 'aria-label': 'Problems' },
    ...problems.map(({ kind, text, code }) =>
      element(
        'li',
        {},
        element('span', { class: `badge ${kind}` }, LABELS[kind]),
        element('span', {}, text),
        code === undefined ? undefined : element('code', { class: 'quiet', title: 'docs/hints.md tells more' }, code),
      ),
    ),
  );
}

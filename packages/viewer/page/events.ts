import type { TraceData } from '../src/data.ts';
import { element } from './dom.ts';
import { durationText, timeText } from './format.ts';

const KINDS = { test: 'Test', cluster: 'Cluster', fault: 'Fault', mark: 'Mark' } as const;

/** What happened beside requests, in words: for those who cannot see the timeline, and to search. */
export function eventList({ moments, groups, faults }: TraceData, startMs: number): HTMLElement {
  const told = [
    ...moments.map(({ atMs, kind, text }) => ({ atMs, kind: KINDS[kind] as string, text })),
    ...groups.flatMap(({ groupId, rebalances }) =>
      rebalances.map(({ startMs: atMs, endMs, generation, reasons, members }) => {
        const took = endMs === null ? 'never completed' : `took ${durationText(endMs - atMs)}`;
        const who = members.map(({ clientId, assignment }) => `${clientId} ${assignment ?? ''}`.trim()).join('; ');
        const text = `${groupId}: generation ${generation}, ${took}: ${reasons.join('; ')}${who === '' ? '' : ` → ${who}`}`;
        return { atMs, kind: 'Rebalance', text };
      }),
    ),
  ].sort((a, b) => a.atMs - b.atMs);
  const rows = told.map(({ atMs, kind, text }) =>
    element('tr', {}, ...[timeText(atMs - startMs), kind, text].map((each) => element('td', {}, each))),
  );
  const hits = faults.map(({ text, hits }) =>
    element('tr', {}, element('td', {}, `${hits} ×`), element('td', {}, 'Fault'), element('td', {}, text)),
  );
  const list = element('table', { class: 'events' }, element('tbody', {}, ...rows, ...hits));
  return rows.length + hits.length === 0 ? element('p', { class: 'quiet' }, 'Nothing happened beside requests.') : list;
}

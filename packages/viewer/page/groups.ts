import type { GroupStateData, RebalanceData, StateData, TraceData } from '../src/data.ts';
import { element } from './dom.ts';
import { durationText, timeText } from './format.ts';
import { type Column, PickTable } from './pick-table.ts';

/** Groups, and of the one that is selected its members, where it stands, and how it came to that. */
export function groupsTab({ groups: stories }: TraceData, { groups }: StateData, startMs: number): HTMLElement {
  const shown = element('section', { class: 'selected-part padded' });
  const rebalancesOf = ({ groupId }: GroupStateData): readonly RebalanceData[] =>
    stories.find((story) => story.groupId === groupId)?.rebalances ?? [];
  const table = new PickTable<GroupStateData>({
    label: 'Groups',
    columns: [
      { name: 'Group', cell: ({ groupId }) => groupId, order: (a, b) => (a.groupId < b.groupId ? -1 : 1) },
      { name: 'State', cell: ({ state }) => state },
      { name: 'Members', cell: membersText, isNumber: true },
      {
        name: 'Lag',
        cell: (group) => lagOf(group).toLocaleString('en'),
        isNumber: true,
        order: (a, b) => lagOf(a) - lagOf(b),
      },
      { name: 'Generation', cell: ({ generation }) => String(generation), isNumber: true },
      { name: 'Rebalances', cell: (group) => String(rebalancesOf(group).length), isNumber: true },
      {
        name: 'Protocol',
        cell: ({ type, assignor }) => [type, assignor ?? ''].filter((text) => text !== '').join(', '),
      },
    ],
    nothing: 'There are no groups.',
    picked: (group) => shown.replaceChildren(...detailsOf(group, rebalancesOf(group), startMs)),
  });
  table.show(groups);
  table.pick(groups[0]);
  return element('div', { class: 'parts-tab' }, table.element, shown);
}

function detailsOf(group: GroupStateData, rebalances: readonly RebalanceData[], startMs: number): HTMLElement[] {
  return [
    element('h2', {}, group.groupId),
    ...part('Members', group.members, 'Nobody is in it.', [
      { name: 'Client', cell: ({ clientId }) => clientId },
      { name: 'Opened at', cell: ({ openedBy }) => openedBy ?? quiet('not known') },
      { name: 'Assignment', cell: ({ assignment }) => (assignment === '' ? quiet('none') : assignment) },
      { name: 'Ready', cell: ({ isReady }) => (isReady ? 'ready' : element('span', { class: 'behind' }, 'not ready')) },
      { name: 'Member', cell: ({ memberId }) => quiet(memberId) },
    ]),
    ...part('Offsets', group.offsets, 'Nothing is committed, and nobody owns a partition.', [
      { name: 'Topic', cell: ({ topic }) => topic, order: (a, b) => (a.topic < b.topic ? -1 : 1) },
      { name: 'Partition', cell: ({ partition }) => String(partition), isNumber: true },
      {
        name: 'Committed',
        cell: ({ committed }) => (committed === null ? quiet('nothing') : String(committed)),
        isNumber: true,
      },
      { name: 'End', cell: ({ end }) => String(end), isNumber: true },
      {
        name: 'Lag',
        cell: ({ lag }) => (lag === 0 ? '0' : element('span', { class: 'behind' }, lag.toLocaleString('en'))),
        isNumber: true,
        order: (a, b) => a.lag - b.lag,
      },
    ]),
    ...part('Rebalances', rebalances, 'There was none.', [
      { name: 'Began', cell: ({ startMs: atMs }) => timeText(atMs - startMs), isNumber: true },
      { name: 'Generation', cell: ({ generation }) => String(generation), isNumber: true },
      { name: 'Took', cell: tookText, isNumber: true },
      { name: 'Because', cell: ({ reasons }) => reasons.join('; ') },
      { name: 'Members', cell: ({ members }) => members.map(({ clientId }) => clientId).join(', ') },
    ]),
  ];
}

function part<T>(title: string, items: readonly T[], nothing: string, columns: readonly Column<T>[]): HTMLElement[] {
  const table = new PickTable<T>({ label: title, columns, nothing });
  table.show(items);
  return [element('h3', {}, title), table.element];
}

function tookText({ startMs, endMs }: RebalanceData): Node | string {
  return endMs === null ? element('span', { class: 'behind' }, 'never completed') : durationText(endMs - startMs);
}

function membersText({ members }: GroupStateData): string {
  const waiting = members.filter(({ isReady }) => !isReady).length;
  return waiting === 0 ? String(members.length) : `${members.length}, ${waiting} not ready`;
}

function lagOf({ offsets }: GroupStateData): number {
  return offsets.reduce((sum, { lag }) => sum + lag, 0);
}

function quiet(text: string): HTMLElement {
  return element('span', { class: 'quiet' }, text);
}

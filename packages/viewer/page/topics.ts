import type { GroupStateData, MessageData, StateData, TopicData } from '../src/data.ts';
import { element } from './dom.ts';
import { plural, timeText } from './format.ts';
import { messageFilterOf, textOf } from './message-filter.ts';
import { PickTable } from './pick-table.ts';

/** As much of a key or a value as a line shows. */
const MAX_PREVIEW = 160;

/** Told which message is to be shown. @param back puts the focus where it was, once the details are closed */
type MessageChosen = (topic: string, message: MessageData, isForSure: boolean, back: () => void) => void;

/** Topics with their groups and lag, and the messages of the one that is selected. */
export function topicsTab({ topics, groups }: StateData, startMs: number, chosen: MessageChosen): HTMLElement {
  const shown = element('section', { class: 'selected-part' });
  const table = new PickTable<TopicData>({
    label: 'Topics',
    columns: [
      { name: 'Topic', cell: ({ name }) => name, order: (a, b) => (a.name < b.name ? -1 : 1) },
      { name: 'Partitions', cell: ({ partitions }) => String(partitions.length), isNumber: true },
      {
        name: 'Messages',
        cell: (topic) => countOf(topic).toLocaleString('en'),
        isNumber: true,
        order: (a, b) => countOf(a) - countOf(b),
      },
      { name: 'Offsets', cell: offsetsCell },
      {
        name: 'Lag',
        cell: (topic) => (readersOf(topic, groups).length === 0 ? '' : lagOf(topic, groups).toLocaleString('en')),
        isNumber: true,
        order: (a, b) => lagOf(a, groups) - lagOf(b, groups),
      },
      { name: 'Groups', cell: (topic) => groupsCell(readersOf(topic, groups)) },
    ],
    nothing: 'There are no topics.',
    picked: (topic) => shown.replaceChildren(...messagesOf(topic, startMs, chosen)),
  });
  table.show(topics);
  table.pick(topics.find((topic) => topic.messages.length > 0) ?? topics[0]);
  return element('div', { class: 'parts-tab' }, table.element, shown);
}

function messagesOf(topic: TopicData, startMs: number, chosen: MessageChosen): HTMLElement[] {
  const table = new PickTable<MessageData>({
    label: `Messages of ${topic.name}`,
    columns: [
      { name: 'Partition', cell: ({ partition }) => String(partition), isNumber: true },
      { name: 'Offset', cell: ({ offset }) => String(offset), isNumber: true },
      { name: 'Time', cell: ({ timestampMs }) => timeText(timestampMs - startMs), isNumber: true },
      { name: 'Key', cell: ({ key }) => preview(textOf(key), key === null) },
      { name: 'Value', cell: ({ value }) => preview(textOf(value), value === null) },
      {
        name: 'Headers',
        cell: ({ headers }) => preview(headers.map(({ key, value }) => `${key}: ${textOf(value)}`).join(', ')),
      },
      { name: 'Producer', cell: producerCell },
    ],
    nothing: topic.messages.length === 0 ? 'There are no messages here.' : 'No message fits the filter.',
    picked: (message, isForSure) => chosen(topic.name, message, isForSure, () => table.focus()),
  });
  const input = element('input', {
    type: 'search',
    placeholder: 'Filter: words, value.id:42, key:, header.source:web, partition:0, -not',
    'aria-label': `Filter messages of ${topic.name}`,
    spellcheck: 'false',
  });
  const count = element('output', { class: 'quiet' });
  const filter = (): void => {
    const found = topic.messages.filter(messageFilterOf(input.value));
    table.show(found);
    const all = countOf(topic);
    const older = all > topic.messages.length ? `, of which the newest ${topic.messages.length} are here` : '';
    const part = found.length < topic.messages.length ? `${found.length} of ` : '';
    count.textContent = `${part}${plural(all, 'message')}${older}`;
  };
  input.addEventListener('input', filter);
  filter();
  return [element('div', { class: 'tools' }, element('h2', {}, topic.name), input, count), table.element];
}

function countOf({ partitions }: TopicData): number {
  return partitions.reduce((sum, { count }) => sum + count, 0);
}

function offsetsCell({ partitions }: TopicData): HTMLElement {
  const told = partitions.map(({ logStartOffset, logEndOffset }) => `${logStartOffset}–${logEndOffset}`);
  const title = told.map((text, partition) => `partition ${partition}: ${text}`).join('\n');
  const isLong = told.length > 4;
  return element('span', { title }, isLong ? `${told.slice(0, 4).join(', ')}, …` : told.join(', '));
}

/** A group that reads the topic, or has. */
interface Reader {
  readonly group: GroupStateData;
  readonly lag: number;
}

function readersOf({ name }: TopicData, groups: readonly GroupStateData[]): Reader[] {
  return groups.flatMap((group) => {
    const own = group.offsets.filter(({ topic }) => topic === name);
    return own.length === 0 ? [] : [{ group, lag: own.reduce((sum, { lag }) => sum + lag, 0) }];
  });
}

/** Of the group that is furthest behind. */
function lagOf(topic: TopicData, groups: readonly GroupStateData[]): number {
  return Math.max(0, ...readersOf(topic, groups).map(({ lag }) => lag));
}

function groupsCell(readers: readonly Reader[]): Node | string {
  if (readers.length === 0) return element('span', { class: 'quiet' }, 'nobody');
  return element(
    'span',
    {},
    ...readers.map(({ group, lag }) =>
      element(
        'span',
        { class: 'reader', title: `${group.groupId} is ${group.state}` },
        `${group.groupId} `,
        element(
          'span',
          { class: lag > 0 ? 'behind' : 'quiet' },
          lag > 0 ? `${lag.toLocaleString('en')} behind` : 'caught up',
        ),
      ),
    ),
  );
}

function preview(text: string, isQuiet = false): HTMLElement {
  const line = text.length > MAX_PREVIEW ? `${text.slice(0, MAX_PREVIEW)}…` : text;
  return element('span', { class: isQuiet ? 'cell quiet' : 'cell' }, line);
}

function producerCell({ clientId, openedBy }: MessageData): HTMLElement {
  const file = openedBy?.split('/').at(-1);
  const place = file === undefined ? undefined : element('span', { class: 'quiet' }, ` ${file}`);
  return element('span', { class: 'cell', title: openedBy ?? '' }, clientId ?? 'the test', place);
}

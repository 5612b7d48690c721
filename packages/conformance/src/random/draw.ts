import type { Action, ActionOf, TopicRef } from './action.ts';
import { Dice } from './dice.ts';
import { drawBatch, drawConfigs, drawFetch } from './draw-records.ts';
import { drawGroupAction } from './draw-groups.ts';
import { drawOpening, MOVES, spread } from './draw-three.ts';
import { distinct, drawConnection, drawOffset, drawPartition, drawRef, drawTopic } from './slots.ts';

const FEWEST = 15;
const MOST = 50;

/** For how many brokers sequences are drawn. */
export const BROKER_COUNTS = [1, 3] as const;
export type BrokerCount = (typeof BROKER_COUNTS)[number];

/** The sequence of a seed: always the same. */
export function drawSequence(seed: number, brokers: BrokerCount = 1): Action[] {
  const dice = new Dice(seed);
  const length = dice.between(FEWEST, MOST);
  if (brokers === 3) {
    const more = drawUpTo(dice, length, [...KINDS, ...MOVES], []);
    return [...drawOpening(dice), ...more.map((action) => spread(dice, action))];
  }
  return drawUpTo(dice, length, KINDS, [create(dice, 'a'), ...dice.some(0, 1, () => create(dice, 'b'))]);
}

type Kinds = readonly (readonly [number, (dice: Dice) => Action[]])[];

/** As many actions as there are to be, or some more, which belong together. */
function drawUpTo(dice: Dice, length: number, kinds: Kinds, first: readonly Action[]): Action[] {
  const actions = [...first];
  while (actions.length < length) actions.push(...dice.weighed(kinds)(dice));
  return actions;
}

function create(dice: Dice, topic = drawTopic(dice)): ActionOf<'create-topic'> {
  const configs = drawConfigs(dice);
  return {
    do: 'create-topic',
    connection: drawConnection(dice),
    version: dice.between(2, 7),
    topic,
    partitions: dice.once(25) ? 0 : dice.between(1, 3),
    ...(dice.once(30) && { replicas: 2 }),
    ...(configs.length > 0 && { configs }),
    ...(dice.once(20) && { validateOnly: true as const }),
  };
}

function remove(dice: Dice): ActionOf<'delete-topic'> {
  const ref = (): TopicRef & { by: 'name' | 'id' } => ({ ...drawRef(dice), by: dice.pick(['name', 'id']) });
  const topics = dice.once(6) ? [ref(), ref()] : [ref()];
  return { do: 'delete-topic', connection: drawConnection(dice), version: dice.between(1, 6), topics };
}

function produce(dice: Dice): ActionOf<'produce'> {
  const batches = dice.some(1, dice.once(3) ? 3 : 1, () => ({
    ...drawRef(dice),
    partition: drawPartition(dice),
    batch: drawBatch(dice),
  }));
  return {
    do: 'produce',
    connection: drawConnection(dice),
    version: dice.between(3, 13),
    acks: dice.weighed([
      [8, -1],
      [3, 1],
      [1, 0],
      [1, 2],
    ]),
    batches: distinct(batches, ({ topic, partition }) => `${topic}/${partition}`),
  };
}

/** A fetch that waits, and what may or may not end the wait. */
function poll(dice: Dice): ActionOf<'poll'> {
  const meanwhile = dice.weighed<(dice: Dice) => Action>([
    [6, produce],
    [2, remove],
    [2, deleteRecords],
    [1, alter],
  ])(dice);
  return { do: 'poll', fetch: { ...drawFetch(dice), waitMs: 600 }, meanwhile: [meanwhile] };
}

function listOffsets(dice: Dice): ActionOf<'list-offsets'> {
  const partitions = dice.some(1, 3, () => ({
    topic: drawTopic(dice),
    partition: drawPartition(dice),
    time: dice.once(2) ? -dice.between(1, 6) : dice.pick([0, 1, 2, 3, 5, 50, 99, 100, 101, 5000, 700_000_000]),
    ...(dice.once(10) && { currentEpoch: dice.below(2) }),
  }));
  return {
    do: 'list-offsets',
    connection: drawConnection(dice),
    version: dice.between(1, 11),
    ...(dice.once(3) && { committed: true as const }),
    partitions: distinct(partitions, ({ topic, partition }) => `${topic}/${partition}`),
  };
}

function epochEnd(dice: Dice): ActionOf<'epoch-end'> {
  return {
    do: 'epoch-end',
    connection: drawConnection(dice),
    version: dice.between(2, 4),
    topic: drawTopic(dice),
    partition: drawPartition(dice),
    epoch: dice.between(-1, 2),
    currentEpoch: dice.pick([-1, -1, 0, 1]),
  };
}

function deleteRecords(dice: Dice): ActionOf<'delete-records'> {
  const partitions = dice.some(1, 2, () => ({
    topic: drawTopic(dice),
    partition: drawPartition(dice),
    offset: drawOffset(dice),
  }));
  return {
    do: 'delete-records',
    connection: drawConnection(dice),
    version: dice.between(0, 2),
    partitions: distinct(partitions, ({ topic, partition }) => `${topic}/${partition}`),
  };
}

function grow(dice: Dice): ActionOf<'create-partitions'> {
  return {
    do: 'create-partitions',
    connection: drawConnection(dice),
    version: dice.between(0, 3),
    topic: drawTopic(dice),
    count: dice.between(1, 4),
    ...(dice.once(6) && { validateOnly: true as const }),
  };
}

function alter(dice: Dice): ActionOf<'alter-configs'> {
  const changes = drawConfigs(dice, 1).map(
    ([name, value]) =>
      [dice.once(4) ? 1 : dice.once(12) ? 2 : 0, name, value] as readonly [number, string, string | null],
  );
  return {
    do: 'alter-configs',
    connection: drawConnection(dice),
    version: dice.between(0, 1),
    topic: drawTopic(dice),
    changes,
    ...(dice.once(10) && { validateOnly: true as const }),
  };
}

function replace(dice: Dice): ActionOf<'replace-configs'> {
  return {
    do: 'replace-configs',
    connection: drawConnection(dice),
    version: dice.between(0, 2),
    topic: drawTopic(dice),
    configs: drawConfigs(dice),
  };
}

function describeConfigs(dice: Dice): ActionOf<'describe-configs'> {
  return {
    do: 'describe-configs',
    connection: drawConnection(dice),
    version: dice.between(1, 4),
    topic: drawTopic(dice),
    keys: dice.once(4) ? null : ['cleanup.policy', 'max.message.bytes', 'message.timestamp.type', 'nope'],
    ...(dice.once(2) && { synonyms: true as const }),
  };
}

function metadata(dice: Dice): ActionOf<'metadata'> {
  const topics = dice.some(1, 2, () => ({ ...drawRef(dice), by: dice.pick(['name', 'name', 'id'] as const) }));
  return {
    do: 'metadata',
    connection: drawConnection(dice),
    version: dice.between(0, 13),
    topics: distinct(topics, ({ topic }) => topic),
    ...(dice.once(5) && { allow: true as const }),
  };
}

function describePartitions(dice: Dice): ActionOf<'describe-partitions'> {
  return {
    do: 'describe-partitions',
    connection: drawConnection(dice),
    topics: distinct(
      dice.some(1, 3, () => drawTopic(dice)),
      (topic) => topic,
    ),
    limit: dice.pick([1, 2, 100]),
    ...(dice.once(3) && { cursor: [drawTopic(dice), dice.below(3)] as const }),
  };
}

/** The topic is deleted, maybe created again, and what was open before goes on. */
function again(dice: Dice): Action[] {
  const topic = drawTopic(dice);
  const session = { name: dice.pick(['s', 't']), step: 'next' as const };
  const version = dice.between(7, 18);
  const next: Action = { do: 'fetch', connection: drawConnection(dice), version, session, partitions: [] };
  const open: Action = {
    ...next,
    session: { ...session, step: 'open' },
    partitions: [{ topic, partition: 0, offset: drawOffset(dice) }],
  };
  const removal: Action = {
    do: 'delete-topic',
    connection: drawConnection(dice),
    version: 6,
    topics: [{ topic, by: dice.pick(['name', 'id']) }],
  };
  return [
    ...(dice.once(2) ? [open] : []),
    removal,
    ...(dice.once(2) ? [next] : []),
    create(dice, topic),
    ...(dice.once(2) ? [produce(dice)] : []),
    next,
  ];
}

const KINDS: Kinds = [
  [24, (dice) => [produce(dice)]],
  [24, (dice) => [drawFetch(dice)]],
  [3, (dice) => [poll(dice)]],
  [7, (dice) => [listOffsets(dice)]],
  [2, (dice) => [epochEnd(dice)]],
  [6, (dice) => [deleteRecords(dice)]],
  [4, (dice) => [create(dice)]],
  [3, (dice) => [remove(dice)]],
  [2, again],
  [3, (dice) => [grow(dice)]],
  [5, (dice) => [alter(dice)]],
  [1, (dice) => [replace(dice)]],
  [2, (dice) => [describeConfigs(dice)]],
  [4, (dice) => [metadata(dice)]],
  [1, (dice) => [describePartitions(dice)]],
  [32, (dice) => [drawGroupAction(dice)]],
];

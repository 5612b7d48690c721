import type { BatchShape, ConfigPair, FetchAction, Flaw } from './action.ts';
import type { Dice } from './dice.ts';
import { distinct, drawConnection, drawOffset, drawPartition, drawRef } from './slots.ts';

const FLAWS: readonly Flaw[] = [
  'crc',
  'truncated',
  'empty',
  'twice',
  'junk',
  'magic-1',
  'magic-3',
  'no-records',
  'last-offset-delta',
  'base-offset',
  'control',
  'codec-5',
  'transactional',
  'no-sequence',
  'tomorrow',
];
/** Ms after START; the last one makes a log begin a new segment, which is due after a week of records. */
const TIMES = [0, 1, 2, 50, 100, 700_000_000, 'none'] as const;

export function drawBatch(dice: Dice): BatchShape {
  const sizes = dice.some(1, 3, () => dice.pick([-1, 0, 1, 5, 20, 100, 300]));
  const producer = {
    name: dice.pick(['p', 'q']),
    epoch: dice.once(6) ? 1 : 0,
    sequence: dice.pick([0, 0, 1, 1, 2, 3, 4, 5, 6, 9, 2_147_483_647]),
  };
  return {
    sizes,
    ...(dice.once(3) && { times: sizes.map(() => dice.pick(TIMES)) }),
    ...(dice.once(3) && { codec: dice.pick(['gzip', 'snappy', 'lz4', 'zstd'] as const) }),
    ...(dice.once(8) && { keyless: true as const }),
    ...(dice.once(5) && { headers: true as const }),
    ...(dice.once(3) && { producer }),
    ...(dice.once(12) && { flaw: dice.pick(FLAWS) }),
  };
}

/** Topic configs by name, good values and bad ones. */
const CONFIGS: readonly ConfigPair[] = [
  ['cleanup.policy', 'compact'],
  ['cleanup.policy', 'delete'],
  ['cleanup.policy', 'compact,delete'],
  ['cleanup.policy', 'shred'],
  ['max.message.bytes', '150'],
  ['max.message.bytes', '400'],
  ['max.message.bytes', '-1'],
  ['message.timestamp.type', 'LogAppendTime'],
  ['message.timestamp.type', 'CreateTime'],
  ['message.timestamp.after.max.ms', '172800000'],
  ['message.timestamp.before.max.ms', '1000'],
  ['min.insync.replicas', '2'],
  ['compression.type', 'gzip'],
  ['compression.type', 'uncompressed'],
  ['compression.type', 'lz5'],
  ['segment.ms', '100000'],
  ['retention.ms', 'soon'],
  ['retention.ms', null],
  ['nope', '1'],
];

export function drawConfigs(dice: Dice, fewest = 0): ConfigPair[] {
  const drawn = dice.once(3) || fewest > 0 ? dice.some(fewest, 2, () => dice.pick(CONFIGS)) : [];
  return distinct(drawn, ([name]) => name);
}

export function drawFetch(dice: Dice): FetchAction {
  const version = dice.between(4, 18);
  const step = dice.weighed([
    [3, 'open'],
    [6, 'next'],
    [1, 'wrong-epoch'],
    [1, 'close'],
  ] as const);
  const inSession = version >= 7 && dice.once(2);
  const partition = () => ({
    ...drawRef(dice),
    partition: drawPartition(dice),
    offset: drawOffset(dice),
    ...(dice.once(4) && { maxBytes: dice.pick([0, 1, 80, 100, 150, 250, -1]) }),
    ...(dice.once(15) && { currentEpoch: dice.below(2) }),
    ...(dice.once(15) && { lastEpoch: dice.below(2) }),
  });
  const isContinued = inSession && step === 'next';
  const partitions = dice.some(isContinued ? 0 : 1, 3, partition);
  const forgotten = dice.some(1, 2, () => ({ ...drawRef(dice), partition: drawPartition(dice) }));
  return {
    do: 'fetch',
    connection: drawConnection(dice),
    version,
    ...(inSession && { session: { name: dice.pick(['s', 't']), step } }),
    partitions: distinct(partitions, ({ topic, partition: index }) => `${topic}/${index}`),
    ...(isContinued && dice.once(5) && { forgotten }),
    ...(dice.once(6) && { maxBytes: dice.pick([0, 1, 100, 200, 400]) }),
    ...(dice.once(6) && { minBytes: dice.pick([0, 100, 1000]) }),
    ...(dice.once(5) && { waitMs: dice.pick([1, 20, 40]) }),
    ...(dice.once(4) && { committed: true as const }),
  };
}

import { ErrorCode } from '@testka/protocol';
import { expect, test } from 'vitest';
import { Harness } from '../../test/harness.ts';

interface Wanted {
  readonly name?: string;
  readonly count: number;
  readonly assignments?: number[][];
}

function createPartitions(
  harness: Harness,
  topics: Wanted[],
  options: { version?: number; validateOnly?: boolean; timeoutMs?: number } = {},
) {
  const { version = 3, validateOnly = false, timeoutMs = 1000 } = options;
  const body = topics.map(({ name = 'orders', count, assignments }) => ({
    name,
    count,
    assignments: assignments?.map((brokerIds) => ({ brokerIds })) ?? null,
  }));
  return harness.connect().ask('CreatePartitions', version, { topics: body, timeoutMs, validateOnly }).results;
}

/** Three brokers and a topic of two partitions. */
function withTopic() {
  const harness = new Harness({
    brokers: [1, 2, 3].map((id) => ({ id, rack: null })),
    configs: { 'default.replication.factor': '2' },
  });
  harness.createTopic('orders', 2);
  return harness;
}

const replicasOf = (harness: Harness) =>
  harness.cluster.view.metadata.topic('orders')?.partitions.map(({ replicas }) => replicas);

test.each([0, 1, 2, 3])('partitions are added in v%i, the others stay as they are', (version) => {
  const harness = withTopic();
  const before = replicasOf(harness) ?? [];
  expect(createPartitions(harness, [{ count: 4 }], { version })).toEqual([
    { name: 'orders', errorCode: 0, errorMessage: null },
  ]);
  const after = replicasOf(harness) ?? [];
  expect(after).toHaveLength(4);
  expect(after.slice(0, 2)).toEqual(before);
  expect(new Set(after.slice(0, 3).map(([leader]) => leader)).size).toBe(3);
});

test('they lie where they would have lain from the start', () => {
  const [grown, whole] = [
    withTopic(),
    new Harness({
      brokers: [1, 2, 3].map((id) => ({ id, rack: null })),
      configs: { 'default.replication.factor': '2' },
    }),
  ];
  createPartitions(grown, [{ count: 6 }]);
  whole.createTopic('orders', 6);
  expect(replicasOf(grown)).toEqual(replicasOf(whole));
});

test('the client may say where', () => {
  const harness = withTopic();
  createPartitions(harness, [
    {
      count: 4,
      assignments: [
        [3, 1],
        [2, 1],
      ],
    },
  ]);
  expect(replicasOf(harness)?.slice(2)).toEqual([
    [3, 1],
    [2, 1],
  ]);
});

const ASSIGNMENT = 'The manual partition assignment includes';

test.each<{ name: string; topic: Wanted; error: ErrorCode; message: string | null }>([
  {
    name: 'as many as there are',
    topic: { count: 2 },
    error: ErrorCode.INVALID_PARTITIONS,
    message: 'Topic already has 2 partition(s).',
  },
  {
    name: 'fewer',
    topic: { count: 1 },
    error: ErrorCode.INVALID_PARTITIONS,
    message: 'The topic orders currently has 2 partition(s); 1 would not be an increase.',
  },
  {
    name: 'an unknown topic',
    topic: { name: 'none', count: 3 },
    error: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    message: null,
  },
  {
    name: 'too few assignments',
    topic: { count: 4, assignments: [[1, 2]] },
    error: ErrorCode.INVALID_REPLICA_ASSIGNMENT,
    message: 'Attempted to add 2 additional partition(s), but only 1 assignment(s) were specified.',
  },
  {
    name: 'an unknown broker',
    topic: { count: 3, assignments: [[1, 9]] },
    error: ErrorCode.INVALID_REPLICA_ASSIGNMENT,
    message: `${ASSIGNMENT} broker 9, but no such broker is registered.`,
  },
  {
    name: 'another replication factor',
    topic: { count: 3, assignments: [[1]] },
    error: ErrorCode.INVALID_REPLICA_ASSIGNMENT,
    message: `${ASSIGNMENT} a partition with 1 replica(s), but this is not consistent with previous partitions, which have 2 replica(s).`,
  },
  {
    name: 'more than 10000 at once',
    topic: { count: 10_003 },
    error: ErrorCode.POLICY_VIOLATION,
    message: 'Unable to perform excessively large batch operation.',
  },
])('$name is refused', ({ topic, error, message }) => {
  const harness = withTopic();
  expect(createPartitions(harness, [topic])).toEqual([
    { name: topic.name ?? 'orders', errorCode: error, errorMessage: message },
  ]);
  expect(replicasOf(harness)).toHaveLength(2);
});

test('a topic named twice is refused once', () => {
  const harness = withTopic();
  harness.createTopic('other');
  expect(createPartitions(harness, [{ count: 3 }, { name: 'other', count: 2 }, { count: 4 }])).toEqual([
    { name: 'orders', errorCode: ErrorCode.INVALID_REQUEST, errorMessage: 'Duplicate topic name.' },
    { name: 'other', errorCode: 0, errorMessage: null },
  ]);
  expect(replicasOf(harness)).toHaveLength(2);
});

test.each([
  { name: 'validateOnly', options: { validateOnly: true }, error: 0 },
  { name: 'timeoutMs 0', options: { timeoutMs: 0 }, error: ErrorCode.REQUEST_TIMED_OUT },
])('$name changes nothing', ({ options, error }) => {
  const harness = withTopic();
  expect(createPartitions(harness, [{ count: 3 }], options)).toMatchObject([{ errorCode: error }]);
  expect(replicasOf(harness)).toHaveLength(2);
});

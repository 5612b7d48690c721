import { ErrorCode, ZERO_UUID } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { Harness } from '../../test/harness.ts';

type Topic = Parameters<typeof topicOf>[0];

function topicOf(topic: {
  name?: string;
  numPartitions?: number;
  replicationFactor?: number;
  assignments?: { partitionIndex: number; brokerIds: number[] }[];
  configs?: { name: string; value: string | null }[];
}) {
  return { name: 'orders', numPartitions: -1, replicationFactor: -1, assignments: [], configs: [], ...topic };
}

function create(
  harness: Harness,
  topics: Topic[],
  options: { version?: number; timeoutMs?: number; validateOnly?: boolean } = {},
) {
  const { version = 7, timeoutMs = 1000, validateOnly = false } = options;
  return harness.connect().ask('CreateTopics', version, { topics: topics.map(topicOf), timeoutMs, validateOnly })
    .topics;
}

const threeBrokers = () => new Harness({ brokers: [1, 2, 3].map((id) => ({ id, rack: null })) });
const existing = (harness: Harness) => [...harness.cluster.view.metadata.topics].map(({ name }) => name);

describe('a created topic', () => {
  test('is there at once, with its id, size and configs in the answer of v7', () => {
    const harness = new Harness();
    const [answer] = create(harness, [{ numPartitions: 2, configs: [{ name: 'retention.ms', value: '1000' }] }]);
    const topic = harness.cluster.view.metadata.topic('orders');
    expect(answer).toMatchObject({
      name: 'orders',
      topicId: topic?.topicId,
      errorCode: 0,
      errorMessage: null,
      numPartitions: 2,
      replicationFactor: 1,
      topicConfigErrorCode: 0,
    });
    expect(
      topic?.partitions.map(({ leader, leaderEpoch, replicas, isr }) => ({ leader, leaderEpoch, replicas, isr })),
    ).toEqual([
      { leader: 1, leaderEpoch: 0, replicas: [1], isr: [1] },
      { leader: 1, leaderEpoch: 0, replicas: [1], isr: [1] },
    ]);
    expect(harness.cluster.view.configs.topic('orders').retentionMs).toBe(1000);
  });

  test('shows its 37 configs sorted, with the sources of their values', () => {
    const harness = new Harness({ configs: { 'log.retention.hours': '1' } });
    const configs = create(harness, [{ configs: [{ name: 'max.message.bytes', value: '5' }] }])[0]?.configs ?? [];
    expect(configs).toHaveLength(37);
    expect(configs.map(({ name }) => name)).toEqual(configs.map(({ name }) => name).toSorted());
    const shown = (wanted: string) => configs.find(({ name }) => name === wanted);
    const common = { readOnly: false, isSensitive: false };
    expect(shown('max.message.bytes')).toEqual({ ...common, name: 'max.message.bytes', value: '5', configSource: 1 });
    expect(shown('min.insync.replicas')).toEqual({
      ...common,
      name: 'min.insync.replicas',
      value: '1',
      configSource: 3,
    });
    expect(shown('retention.ms')).toEqual({ ...common, name: 'retention.ms', value: '3600000', configSource: 4 });
    expect(shown('flush.messages')).toEqual({
      ...common,
      name: 'flush.messages',
      value: '9223372036854775807',
      configSource: 5,
    });
  });

  test('is made like the defaults of the cluster when it says -1 (KIP-464)', () => {
    const harness = new Harness({
      brokers: [1, 2, 3].map((id) => ({ id, rack: null })),
      configs: { 'num.partitions': '4', 'default.replication.factor': '2' },
    });
    expect(create(harness, [{}])[0]).toMatchObject({ errorCode: 0, numPartitions: 4, replicationFactor: 2 });
  });

  test('has its leaders spread over the brokers', () => {
    const harness = threeBrokers();
    create(harness, [{ numPartitions: 3, replicationFactor: 3 }]);
    const leaders = harness.cluster.view.metadata.topic('orders')?.partitions.map(({ leader }) => leader) ?? [];
    expect(leaders.toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
  });

  test('can have the replicas that the client wants', () => {
    const harness = threeBrokers();
    const assignments = [
      { partitionIndex: 1, brokerIds: [3, 1] },
      { partitionIndex: 0, brokerIds: [2, 3] },
    ];
    expect(create(harness, [{ assignments }])[0]).toMatchObject({
      errorCode: 0,
      numPartitions: 2,
      replicationFactor: 2,
    });
    expect(
      harness.cluster.view.metadata.topic('orders')?.partitions.map(({ replicas, leader }) => [leader, replicas]),
    ).toEqual([
      [2, [2, 3]],
      [3, [3, 1]],
    ]);
  });

  test.each([2, 3, 4, 5, 6, 7])('is answered in v%i', (version) => {
    const harness = new Harness();
    expect(create(harness, [{}], { version })[0]).toMatchObject({ name: 'orders', errorCode: 0 });
    expect(existing(harness)).toEqual(['orders']);
  });
});

test('validateOnly answers with a throwaway id and creates nothing', () => {
  const harness = new Harness();
  const [answer] = create(harness, [{ configs: [{ name: 'retention.ms', value: '5' }] }], { validateOnly: true });
  expect(answer).toMatchObject({ errorCode: 0, numPartitions: 1 });
  expect(answer?.topicId).not.toBe(ZERO_UUID);
  expect([existing(harness), [...harness.cluster.view.warnings]]).toEqual([[], []]);
});

const config = (name: string, value: string | null) => ({ configs: [{ name, value }] });
const assigned = (...brokerIds: number[][]) => ({
  assignments: brokerIds.map((ids, partitionIndex) => ({ partitionIndex, brokerIds: ids })),
});
const MANUAL = 'A manual partition assignment was specified, but';
const ASSIGNMENT = 'The manual partition assignment includes';

test.each<{ name: string; topic: Topic; error: ErrorCode; message: string }>([
  {
    name: 'an empty name',
    topic: { name: '' },
    error: ErrorCode.INVALID_TOPIC_EXCEPTION,
    message: 'Topic name is invalid: the empty string is not allowed',
  },
  {
    name: 'a name that is there',
    topic: { name: 'there.1' },
    error: ErrorCode.TOPIC_ALREADY_EXISTS,
    message: "Topic 'there.1' already exists.",
  },
  {
    name: 'a name with the same metrics',
    topic: { name: 'there_1' },
    error: ErrorCode.INVALID_TOPIC_EXCEPTION,
    message: "Topic 'there_1' collides with existing topic: there.1",
  },
  {
    name: 'the metadata log',
    topic: { name: '__cluster_metadata' },
    error: ErrorCode.INVALID_REQUEST,
    message: 'Creation of internal topic __cluster_metadata is prohibited.',
  },
  {
    name: 'an unknown config',
    topic: config('retention', '1'),
    error: ErrorCode.INVALID_CONFIG,
    message: 'Unknown topic config name: retention',
  },
  {
    name: 'a bad value',
    topic: config('segment.bytes', '1'),
    error: ErrorCode.INVALID_CONFIG,
    message: 'Invalid value 1 for configuration segment.bytes: Value must be at least 1048576',
  },
  {
    name: 'a null value',
    topic: config('segment.bytes', null),
    error: ErrorCode.INVALID_CONFIG,
    message: 'Null value not supported for topic configs: segment.bytes',
  },
  {
    name: 'a null value of an unknown config',
    topic: config('retention', null),
    error: ErrorCode.INVALID_CONFIG,
    message: 'Null value not supported for topic configs: retention',
  },
  {
    name: 'tiered storage',
    topic: config('remote.storage.enable', 'true'),
    error: ErrorCode.INVALID_CONFIG,
    message:
      'Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage.',
  },
  {
    name: 'no partitions',
    topic: { numPartitions: 0 },
    error: ErrorCode.INVALID_PARTITIONS,
    message: 'Number of partitions was set to an invalid non-positive value.',
  },
  {
    name: 'less than no partitions',
    topic: { numPartitions: -2 },
    error: ErrorCode.INVALID_PARTITIONS,
    message: 'Number of partitions was set to an invalid non-positive value.',
  },
  {
    name: 'no replicas',
    topic: { replicationFactor: 0 },
    error: ErrorCode.INVALID_REPLICATION_FACTOR,
    message: 'Replication factor must be larger than 0, or -1 to use the default value.',
  },
  {
    name: 'more replicas than brokers',
    topic: { replicationFactor: 4 },
    error: ErrorCode.INVALID_REPLICATION_FACTOR,
    message:
      'Unable to replicate the partition 4 time(s): The target replication factor of 4 cannot be reached because only 3 broker(s) are registered.',
  },
  {
    name: 'replicas both assigned and counted',
    topic: { ...assigned([1]), replicationFactor: 1 },
    error: ErrorCode.INVALID_REQUEST,
    message: `${MANUAL} replication factor was not set to -1.`,
  },
  {
    name: 'partitions both assigned and counted',
    topic: { ...assigned([1]), numPartitions: 1 },
    error: ErrorCode.INVALID_REQUEST,
    message: `${MANUAL} numPartitions was not set to -1.`,
  },
  {
    name: 'an empty assignment',
    topic: assigned([]),
    error: ErrorCode.INVALID_REPLICA_ASSIGNMENT,
    message: `${ASSIGNMENT} an empty replica list.`,
  },
  {
    name: 'a broker assigned twice',
    topic: assigned([1, 1]),
    error: ErrorCode.INVALID_REPLICA_ASSIGNMENT,
    message: `${ASSIGNMENT} the broker 1 more than once.`,
  },
  {
    name: 'an unknown broker',
    topic: assigned([9]),
    error: ErrorCode.INVALID_REPLICA_ASSIGNMENT,
    message: `${ASSIGNMENT} broker 9, but no such broker is registered.`,
  },
  {
    name: 'a negative broker',
    topic: assigned([-1]),
    error: ErrorCode.INVALID_REPLICA_ASSIGNMENT,
    message: `${ASSIGNMENT} broker -1, but no such broker is registered.`,
  },
  {
    name: 'unequal assignments',
    topic: assigned([1, 2], [1]),
    error: ErrorCode.INVALID_REPLICA_ASSIGNMENT,
    message: `${ASSIGNMENT} a partition with 1 replica(s), but this is not consistent with previous partitions, which have 2 replica(s).`,
  },
  {
    name: 'assignments that do not begin with 0',
    topic: { assignments: [{ partitionIndex: 1, brokerIds: [1] }] },
    error: ErrorCode.INVALID_REPLICA_ASSIGNMENT,
    message: 'partitions should be a consecutive 0-based integer sequence',
  },
  {
    name: 'a partition assigned twice',
    topic: {
      assignments: [
        { partitionIndex: 0, brokerIds: [1] },
        { partitionIndex: 0, brokerIds: [2] },
      ],
    },
    error: ErrorCode.INVALID_REPLICA_ASSIGNMENT,
    message: 'Found multiple manual partition assignments for partition 0',
  },
])('$name is refused', ({ topic, error, message }) => {
  const harness = threeBrokers();
  harness.createTopic('there.1');
  const answer = create(harness, [topic])[0];
  expect(answer).toEqual({
    name: topic.name ?? 'orders',
    topicId: ZERO_UUID,
    errorCode: error,
    errorMessage: message,
    topicConfigErrorCode: 0,
    numPartitions: -1,
    replicationFactor: -1,
    configs: [],
  });
  expect(existing(harness)).toEqual(['there.1']);
});

describe('several topics', () => {
  test('stand each for itself; those refused for the request come last', () => {
    const harness = new Harness();
    const answers = create(harness, [
      { name: 'twice' },
      { name: 'a' },
      { name: 'b', numPartitions: 0 },
      { name: 'twice' },
      { name: 'c' },
    ]);
    expect(answers.map(({ name, errorCode, errorMessage }) => [name, errorCode, errorMessage])).toEqual([
      ['a', 0, null],
      ['b', ErrorCode.INVALID_PARTITIONS, 'Number of partitions was set to an invalid non-positive value.'],
      ['c', 0, null],
      ['twice', ErrorCode.INVALID_REQUEST, 'Duplicate topic name.'],
    ]);
    expect(existing(harness)).toEqual(['a', 'c']);
  });

  test('collide only with those that were there before, as in Kafka', () => {
    const harness = new Harness();
    expect(create(harness, [{ name: 'a.b' }, { name: 'a_b' }]).map(({ errorCode }) => errorCode)).toEqual([0, 0]);
  });

  test('may have 10000 partitions together and no more', () => {
    const harness = new Harness({ configs: { 'num.partitions': '3' } });
    const ask = (last: number) =>
      create(
        harness,
        [
          { name: 'a', numPartitions: 9_990 },
          { name: 'b' },
          { name: 'c', ...assigned(...Array.from({ length: last }, () => [1])) },
        ],
        { validateOnly: true },
      );
    // With a record for each topic.
    expect(ask(4).map(({ errorCode }) => errorCode)).toEqual([0, 0, 0]);
    expect(ask(8).map(({ errorCode, errorMessage }) => [errorCode, errorMessage])).toEqual(
      Array.from({ length: 3 }, () => [
        ErrorCode.POLICY_VIOLATION,
        'Excessively large number of partitions per request.',
      ]),
    );
  });
});

test.each([0, -1])('with timeoutMs %i nothing is created (7)', (timeoutMs) => {
  const harness = new Harness();
  const answers = create(harness, [{ name: 'a' }, { name: 'b', numPartitions: 0 }], { timeoutMs });
  expect(answers.map(({ name, errorCode }) => [name, errorCode])).toEqual([
    ['a', ErrorCode.REQUEST_TIMED_OUT],
    ['b', ErrorCode.REQUEST_TIMED_OUT],
  ]);
  expect(existing(harness)).toEqual([]);
});

test('a config without effect here is told by name', () => {
  const harness = new Harness();
  create(harness, [
    {
      configs: [
        { name: 'retention.ms', value: '1000' },
        { name: 'max.message.bytes', value: '1000' },
      ],
    },
  ]);
  expect([...harness.cluster.view.warnings]).toEqual([
    'topic "orders": retention.ms=1000 is stored and shown, but Testka does not delete old records yet',
  ]);
});

describe('with brokers that do not run', () => {
  function withStopped(...ids: number[]) {
    const harness = threeBrokers();
    for (const broker of ids)
      harness.apply({ kind: 'admin', command: { type: 'stop-broker', broker, election: true } });
    return harness;
  }

  test('it is enough that they are registered; those that run are in sync', () => {
    const harness = withStopped(2);
    expect(create(harness, [{ numPartitions: 2, replicationFactor: 3 }])[0]).toMatchObject({ errorCode: 0 });
    const partitions = harness.cluster.view.metadata.topic('orders')?.partitions ?? [];
    expect(
      partitions.map(({ replicas, isr }) => [replicas.toSorted((a, b) => a - b), isr.toSorted((a, b) => a - b)]),
    ).toEqual([
      [
        [1, 2, 3],
        [1, 3],
      ],
      [
        [1, 2, 3],
        [1, 3],
      ],
    ]);
    expect(new Set(partitions.map(({ leader }) => leader))).toEqual(new Set([1, 3]));
  });

  test('an assignment is led by the first that runs', () => {
    const harness = withStopped(2);
    expect(create(harness, [assigned([2, 3, 1])])[0]).toMatchObject({ errorCode: 0 });
    expect(harness.cluster.view.metadata.partition('orders', 0)).toMatchObject({
      leader: 3,
      replicas: [2, 3, 1],
      isr: [3, 1],
    });
  });

  test.each<{ name: string; stopped: number[]; topic: Topic; error: ErrorCode; message: string }>([
    {
      name: 'an assignment to none that runs',
      stopped: [2],
      topic: assigned([1], [2]),
      error: ErrorCode.INVALID_REPLICA_ASSIGNMENT,
      message:
        'All brokers specified in the manual partition assignment for partition 1 are fenced or in controlled shutdown.',
    },
  ])('$name is refused', ({ stopped, topic, error, message }) => {
    expect(create(withStopped(...stopped), [topic])[0]).toMatchObject({ errorCode: error, errorMessage: message });
  });

  test('the test itself, which can still ask when none runs, is refused', () => {
    const harness = withStopped(1, 2, 3);
    const body = { topics: [topicOf({ replicationFactor: 1 })], timeoutMs: 1000, validateOnly: false };
    const [effect] = harness.apply({ kind: 'request', call: 1, api: 'CreateTopics', version: 7, body });
    expect(effect).toMatchObject({
      response: {
        topics: [
          {
            errorCode: ErrorCode.INVALID_REPLICATION_FACTOR,
            errorMessage: 'Unable to replicate the partition 1 time(s): All brokers are currently fenced.',
          },
        ],
      },
    });
  });
});

test('a default replication factor that cannot be is refused', () => {
  const harness = new Harness({ configs: { 'default.replication.factor': '0' } });
  expect(create(harness, [{}])[0]).toMatchObject({
    errorCode: ErrorCode.INVALID_REPLICATION_FACTOR,
    errorMessage:
      'Unable to replicate the partition 0 time(s): Invalid replication factor 0: the replication factor must be positive.',
  });
});

import { ErrorCode, ZERO_UUID } from '@testka/protocol';
import { expect, test } from 'vitest';
import { batchOf, Harness, produceTo } from '../../test/harness.ts';

const NO_TIME = [0, -1];

/** A client of a broker with "orders", two partitions of which the first has three records. */
function withOrders() {
  const harness = new Harness();
  const topicId = harness.createTopic('orders', 2);
  const client = harness.connect();
  produceTo(client, 'orders', batchOf(['a', 'b', 'c']));
  return { harness, client, topicId };
}

test('DeleteRecords: of a partition named twice the last offset counts, and a topic is told of once', () => {
  const { client } = withOrders();
  const at = (partitionIndex: number, offset: number) => ({ partitionIndex, offset });
  const { topics } = client.ask('DeleteRecords', 2, {
    topics: [
      { name: 'orders', partitions: [at(0, 9), at(0, 1)] },
      { name: 'orders', partitions: [at(1, 0), at(0, 2)] },
      { name: 'nope', partitions: [] },
    ],
    timeoutMs: 1000,
  });
  expect(topics).toEqual([
    {
      name: 'orders',
      partitions: [
        { partitionIndex: 0, lowWatermark: 2, errorCode: ErrorCode.NONE },
        { partitionIndex: 1, lowWatermark: 0, errorCode: ErrorCode.NONE },
      ],
    },
  ]);
});

test('ListOffsets: a topic is told of once, and not at all without partitions', () => {
  const { client } = withOrders();
  const at = (partitionIndex: number) => ({ partitionIndex, timestamp: -1, currentLeaderEpoch: -1 });
  const { topics } = client.ask('ListOffsets', 7, {
    replicaId: -1,
    isolationLevel: 0,
    timeoutMs: 0,
    topics: [
      { name: 'nope', partitions: [] },
      { name: 'orders', partitions: [at(0), at(1)] },
      { name: 'orders', partitions: [at(1)] },
    ],
  });
  expect(topics.map(({ name, partitions }) => [name, partitions.map((each) => [each.errorCode, each.offset])])).toEqual(
    [
      [
        'orders',
        [
          [ErrorCode.NONE, 3],
          [ErrorCode.INVALID_REQUEST, -1],
        ],
      ],
    ],
  );
});

test.each([2, -1])('ListOffsets: isolation level %i fails the whole', (isolationLevel) => {
  const partitions = [0, 9].map((partitionIndex) => ({ partitionIndex, timestamp: -1, currentLeaderEpoch: -1 }));
  const { topics } = withOrders().client.ask('ListOffsets', 7, {
    replicaId: -1,
    isolationLevel,
    timeoutMs: 0,
    topics: [{ name: 'orders', partitions }],
  });
  expect(topics[0]?.partitions.map(({ errorCode }) => errorCode)).toEqual([
    ErrorCode.UNKNOWN_SERVER_ERROR,
    ErrorCode.UNKNOWN_SERVER_ERROR,
  ]);
});

const fetchOf = (topicId: string, indexes: readonly number[], over: object) => ({
  maxWaitMs: 0,
  minBytes: 1,
  isolationLevel: 0,
  topics: [
    {
      topic: 'orders',
      topicId,
      partitions: indexes.map((partition) => ({ partition, fetchOffset: 0, partitionMaxBytes: 1000 })),
    },
  ],
  forgottenTopicsData: [],
  ...over,
});

test.each([
  { version: 4, errors: [-1, -1] },
  { version: 12, errors: [-1, -1] },
  { version: 13, errors: undefined },
])('Fetch v$version: an unknown isolation level fails the whole', ({ version, errors }) => {
  const { client, topicId } = withOrders();
  for (const isolationLevel of [2, -1]) {
    const { responses } = client.ask('Fetch', version, fetchOf(topicId, [0, 9], { isolationLevel }));
    expect(responses[0]?.partitions.map(({ errorCode }) => errorCode)).toEqual(errors);
  }
});

test('Fetch: an isolation level is not looked at when there is nothing to read', () => {
  const { client, topicId } = withOrders();
  const { responses } = client.ask('Fetch', 13, fetchOf(topicId, [9], { isolationLevel: 2 }));
  expect(responses[0]?.partitions.map(({ errorCode }) => errorCode)).toEqual([ErrorCode.UNKNOWN_TOPIC_OR_PARTITION]);
});

test('Fetch: room for less than nothing is an error where there are records', () => {
  const { client, topicId } = withOrders();
  const { responses } = client.ask('Fetch', 13, fetchOf(topicId, [0, 1], { maxBytes: -1 }));
  expect(responses[0]?.partitions.map(({ errorCode, highWatermark }) => [errorCode, highWatermark])).toEqual([
    [ErrorCode.UNKNOWN_SERVER_ERROR, -1],
    [ErrorCode.NONE, 0],
  ]);
});

test('OffsetCommit: an unknown topic is told of without partitions too, a known one not', () => {
  const { client } = withOrders();
  const ask = (...named: (readonly [name: string, ...indexes: number[]])[]) => {
    const topics = named.map(([name, ...indexes]) => ({
      name,
      topicId: ZERO_UUID,
      partitions: indexes.map((partitionIndex) => ({ partitionIndex, committedOffset: 1, committedMetadata: '' })),
    }));
    return client.ask('OffsetCommit', 9, { groupId: 'g', memberId: '', topics }).topics;
  };
  client.ask('FindCoordinator', 1, { key: 'g', keyType: 0, coordinatorKeys: [] });
  const answered = (...indexes: number[]) => ({
    name: 'orders',
    topicId: ZERO_UUID,
    partitions: indexes.map((partitionIndex) => ({ partitionIndex, errorCode: ErrorCode.NONE })),
  });
  const nope = { name: 'nope', topicId: ZERO_UUID, partitions: [] };
  expect(ask(['nope'], ['orders'])).toEqual([nope]);
  expect(ask(['orders', 0], ['orders', 1])).toEqual([answered(0), answered(1)]);
  expect(ask(['orders', 0], ['nope'], ['orders', 1])).toEqual([nope, answered(0, 1)]);
});

test('OffsetDelete: an unknown topic is told of without partitions too, a known one not', () => {
  const { client } = withOrders();
  client.ask('FindCoordinator', 1, { key: 'g', keyType: 0, coordinatorKeys: [] });
  const partitions = [{ partitionIndex: 0, committedOffset: 1, committedMetadata: '' }];
  client.ask('OffsetCommit', 9, {
    groupId: 'g',
    memberId: '',
    topics: [{ name: 'orders', topicId: ZERO_UUID, partitions }],
  });
  const { topics } = client.ask('OffsetDelete', 0, {
    groupId: 'g',
    topics: ['nope', 'orders'].map((name) => ({ name, partitions: [] })),
  });
  expect(topics).toEqual([{ name: 'nope', partitions: [] }]);
});

test('AlterReplicaLogDirs: a topic without partitions is left out', () => {
  const { client } = withOrders();
  const topics = [{ name: 'orders', partitions: [] }];
  expect(client.ask('AlterReplicaLogDirs', 2, { dirs: [{ path: '/nope', topics }] }).results).toEqual([]);
});

test.each(['nope', '..', ''])('Metadata tells what may be done with "%s", though there is no such topic', (name) => {
  const { topics } = withOrders().client.ask('Metadata', 12, {
    topics: [{ topicId: ZERO_UUID, name }],
    allowAutoTopicCreation: false,
    includeClusterAuthorizedOperations: false,
    includeTopicAuthorizedOperations: true,
  });
  expect(topics.map(({ topicAuthorizedOperations }) => topicAuthorizedOperations)).toEqual([3576]);
});

test.each(NO_TIME)('no time, %i ms: CreateTopics, DeleteTopics and CreatePartitions say no word why', (timeoutMs) => {
  const { client } = withOrders();
  const created = { name: 'new', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] };
  const answers = [
    client.ask('CreateTopics', 7, { topics: [created], timeoutMs }).topics,
    client.ask('DeleteTopics', 6, { topics: [{ name: 'orders', topicId: ZERO_UUID }], topicNames: [], timeoutMs })
      .responses,
    client.ask('CreatePartitions', 3, {
      topics: [{ name: 'orders', count: 3, assignments: null }],
      timeoutMs,
      validateOnly: false,
    }).results,
  ];
  expect(answers.map((each) => each.map(({ errorCode, errorMessage }) => ({ errorCode, errorMessage })))).toEqual(
    answers.map(() => [{ errorCode: ErrorCode.REQUEST_TIMED_OUT, errorMessage: null }]),
  );
});

test('CreateTopics: a null is refused though the config is named again with a value', () => {
  const configs = [null, '1'].map((value) => ({ name: 'retention.ms', value }));
  const { topics } = withOrders().client.ask('CreateTopics', 7, {
    topics: [{ name: 'new', numPartitions: 0, replicationFactor: 0, assignments: [], configs }],
    timeoutMs: 1000,
  });
  expect(topics.map(({ errorCode }) => errorCode)).toEqual([ErrorCode.INVALID_CONFIG]);
});

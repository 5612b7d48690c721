import { ErrorCode, ZERO_UUID } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { batchOf, Harness, produceTo, START } from '../../test/harness.ts';

const named = (...names: string[]) => names.map((name) => ({ topicId: ZERO_UUID, name }));

describe('Metadata', () => {
  test('an unknown topic is created, but answered with an error first', () => {
    const client = new Harness().connect();
    const ask = () =>
      client.ask('Metadata', 6, {
        topics: named('orders'),
        includeClusterAuthorizedOperations: false,
        includeTopicAuthorizedOperations: false,
      });
    expect(ask().topics).toMatchObject([
      { errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, name: 'orders', partitions: [] },
    ]);
    expect(ask().topics).toMatchObject([
      { errorCode: 0, name: 'orders', partitions: [{ partitionIndex: 0, leaderId: 1 }] },
    ]);
  });

  test.each([
    { name: 'the client does not want it', configs: {}, allowAutoTopicCreation: false },
    { name: 'the broker does not', configs: { 'auto.create.topics.enable': 'false' }, allowAutoTopicCreation: true },
  ])('it is not created when $name', ({ configs, allowAutoTopicCreation }) => {
    const harness = new Harness({ configs });
    const client = harness.connect();
    const body = {
      topics: named('orders'),
      allowAutoTopicCreation,
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    };
    client.ask('Metadata', 12, body);
    expect(client.ask('Metadata', 12, body).topics).toMatchObject([
      { errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION },
    ]);
    expect(harness.cluster.view.metadata.topic('orders')).toBeUndefined();
  });

  test('a topic of the broker itself is known as one while it is being created', () => {
    const client = new Harness().connect();
    const ask = (allowAutoTopicCreation: boolean) =>
      client.ask('Metadata', 9, {
        topics: named('orders', '__transaction_state', '__share_group_state'),
        allowAutoTopicCreation,
        includeClusterAuthorizedOperations: false,
        includeTopicAuthorizedOperations: false,
      }).topics;
    const missing = (isInternal: boolean) => ({ errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, isInternal });
    expect(ask(true)).toMatchObject([missing(false), missing(true), missing(true)]);
    expect(ask(true)).toMatchObject([false, true, true].map((isInternal) => ({ errorCode: 0, isInternal })));
  });

  test('names that are not there come last', () => {
    const harness = new Harness();
    harness.createTopic('a');
    harness.createTopic('b');
    const { topics } = harness.connect().ask('Metadata', 12, {
      topics: named('a', 'nope', 'b'),
      allowAutoTopicCreation: false,
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    });
    expect(topics.map(({ name }) => name)).toEqual(['a', 'b', 'nope']);
  });

  test('ids that are unknown come first', () => {
    const harness = new Harness();
    const [a, b] = [harness.createTopic('a'), harness.createTopic('b')];
    const unknown = 'AAAAAAAAAAAAAAAAAAAAAQ';
    const { topics } = harness.connect().ask('Metadata', 12, {
      topics: [a, unknown, b].map((topicId) => ({ topicId, name: null })),
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    });
    expect(topics.map(({ topicId }) => topicId)).toEqual([unknown, a, b]);
  });

  test.each(['', '.', '..', 'a/b', 'a b', 'ä', 'x'.repeat(250)])('the name "%s" is invalid', (name) => {
    const client = new Harness().connect();
    const { topics } = client.ask('Metadata', 12, {
      topics: named(name),
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    });
    expect(topics).toMatchObject([{ errorCode: ErrorCode.INVALID_TOPIC_EXCEPTION, name }]);
  });

  test.each([
    { version: 0, topics: [], count: 2 },
    { version: 1, topics: [], count: 0 },
    { version: 1, topics: null, count: 2 },
    { version: 12, topics: null, count: 2 },
  ])('v$version with topics $topics gives $count of 2', ({ version, topics, count }) => {
    const harness = new Harness();
    harness.createTopic('a');
    harness.createTopic('b');
    const response = harness.connect().ask('Metadata', version, {
      topics,
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    });
    expect(response.topics).toHaveLength(count);
  });

  test.each(['__consumer_offsets', '__transaction_state', '__share_group_state'])(
    '%s is made when it is asked for',
    (name) => {
      const client = new Harness().connect();
      const body = {
        topics: named(name),
        includeClusterAuthorizedOperations: false,
        includeTopicAuthorizedOperations: false,
      };
      expect(client.ask('Metadata', 12, body).topics).toMatchObject([
        { errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION },
      ]);
      expect(client.ask('Metadata', 12, body).topics).toMatchObject([{ errorCode: 0, name, isInternal: true }]);
    },
  );

  test('neither a colliding name nor an odd size keeps coordinators away', () => {
    const configs = { 'offsets.topic.num.partitions': '20000', 'offsets.topic.segment.bytes': '100' };
    const harness = new Harness({ configs });
    harness.createTopic('__consumer.offsets');
    const client = harness.connect();
    expect(client.ask('FindCoordinator', 0, { key: 'g', coordinatorKeys: [] })).toMatchObject({
      errorCode: 0,
      nodeId: 1,
    });
    expect(harness.cluster.view.metadata.topic('__consumer_offsets')?.partitions).toHaveLength(20_000);
  });

  test('duplicates collapse', () => {
    const harness = new Harness();
    harness.createTopic('a');
    const { topics } = harness.connect().ask('Metadata', 12, {
      topics: named('a', 'a'),
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    });
    expect(topics).toHaveLength(1);
  });

  test('by id from v12 on', () => {
    const harness = new Harness();
    const topicId = harness.createTopic('a');
    const client = harness.connect();
    const ask = (version: number, id: string) =>
      client.ask('Metadata', version, {
        topics: [{ topicId: id, name: null }],
        includeClusterAuthorizedOperations: false,
        includeTopicAuthorizedOperations: false,
      }).topics;
    expect(ask(12, topicId)).toMatchObject([{ errorCode: 0, name: 'a', topicId }]);
    expect(ask(12, 'AAAAAAAAAAAAAAAAAAAAAQ')).toMatchObject([{ errorCode: ErrorCode.UNKNOWN_TOPIC_ID, name: null }]);
    expect(ask(10, topicId)).toMatchObject([{ errorCode: ErrorCode.INVALID_REQUEST }]);
  });

  test('names beside an id are not looked at', () => {
    const harness = new Harness();
    const topicId = harness.createTopic('a');
    harness.createTopic('b');
    const { topics } = harness.connect().ask('Metadata', 12, {
      topics: [...named('b', 'nope'), { topicId, name: null }],
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    });
    expect(topics.map(({ name }) => name)).toEqual(['a']);
  });

  test('operations are told only when asked for', () => {
    const harness = new Harness();
    harness.createTopic('a');
    const ask = (asked: boolean) =>
      harness.connect().ask('Metadata', 8, {
        topics: named('a'),
        includeClusterAuthorizedOperations: asked,
        includeTopicAuthorizedOperations: asked,
      });
    expect(ask(false)).toMatchObject({
      clusterAuthorizedOperations: -2147483648,
      topics: [{ topicAuthorizedOperations: -2147483648 }],
    });
    expect(ask(true)).toMatchObject({
      clusterAuthorizedOperations: 8096,
      topics: [{ topicAuthorizedOperations: 3576 }],
    });
  });
});

describe('ListOffsets', () => {
  /** Three batches, with times that are not in order: 10, 30 | 20, 50 | 40. */
  function withTimes() {
    const harness = new Harness();
    harness.createTopic('orders');
    const client = harness.connect();
    for (const times of [[10, 30], [20, 50], [40]]) {
      produceTo(client, 'orders', batchOf([], { records: times.map((ms) => ({ value: 'x', timestamp: START + ms })) }));
    }
    return (timestamp: number, { version = 11, topic = 'orders', isolationLevel = 0 } = {}) =>
      client.ask('ListOffsets', version, {
        timeoutMs: 1000,
        replicaId: -1,
        isolationLevel,
        topics: [{ name: topic, partitions: [{ partitionIndex: 0, timestamp }] }],
      }).topics[0]?.partitions[0];
  }

  test.each([
    { name: 'latest', timestamp: -1, offset: 5, at: -1 },
    { name: 'earliest', timestamp: -2, offset: 0, at: -1 },
    { name: 'max timestamp', timestamp: -3, offset: 3, at: START + 50 },
    { name: 'earliest local', timestamp: -4, offset: 0, at: -1 },
    { name: 'latest tiered', timestamp: -5, offset: -1, at: -1 },
    { name: 'the exact time of a record', timestamp: START + 30, offset: 1, at: START + 30 },
    { name: 'between two records: the next by offset', timestamp: START + 31, offset: 3, at: START + 50 },
    { name: 'before all', timestamp: 0, offset: 0, at: START + 10 },
    { name: 'after all: no record, and no error', timestamp: START + 51, offset: -1, at: -1 },
  ])('$name', ({ timestamp, offset, at }) => {
    expect(withTimes()(timestamp)).toMatchObject({ errorCode: 0, offset, timestamp: at });
  });

  test.each([
    { timestamp: -7, version: 11 },
    { timestamp: -3, version: 6 },
    { timestamp: -4, version: 7 },
  ])('$timestamp in v$version is unsupported', ({ timestamp, version }) => {
    expect(withTimes()(timestamp, { version })).toMatchObject({ errorCode: ErrorCode.UNSUPPORTED_VERSION });
  });

  test('a partition named twice is an invalid request', () => {
    const harness = new Harness();
    harness.createTopic('orders');
    const twice = [
      { partitionIndex: 0, timestamp: -1 },
      { partitionIndex: 0, timestamp: -1 },
    ];
    const { topics } = harness.connect().ask('ListOffsets', 5, {
      timeoutMs: 1000,
      replicaId: -1,
      isolationLevel: 0,
      topics: [{ name: 'orders', partitions: twice }],
    });
    expect(topics[0]?.partitions.map(({ errorCode }) => errorCode)).toEqual([42]);
  });

  test('the time inside a compressed batch is found too', () => {
    const harness = new Harness();
    harness.createTopic('zipped');
    const client = harness.connect();
    const times = [5, 6, 7].map((ms) => ({ value: 'x', timestamp: START + ms }));
    produceTo(client, 'zipped', batchOf([], { records: times, compression: 'gzip' }));
    const { topics } = client.ask('ListOffsets', 5, {
      timeoutMs: 1000,
      replicaId: -1,
      isolationLevel: 0,
      topics: [{ name: 'zipped', partitions: [{ partitionIndex: 0, timestamp: START + 6 }] }],
    });
    expect(topics[0]?.partitions[0]).toMatchObject({ offset: 1, timestamp: START + 6 });
  });
});

describe('DeleteRecords', () => {
  function deleteFrom(offset: number, topic = 'orders', configs: Record<string, string> = {}) {
    const harness = new Harness();
    harness.createTopic('orders', 1, configs);
    const client = harness.connect();
    produceTo(
      client,
      'orders',
      batchOf(['a', 'b', 'c'], { records: ['a', 'b', 'c'].map((value) => ({ key: value, value, timestamp: START })) }),
    );
    const { topics } = client.ask('DeleteRecords', 2, {
      timeoutMs: 1000,
      topics: [{ name: topic, partitions: [{ partitionIndex: 0, offset }] }],
    });
    return { answer: topics[0]?.partitions[0], log: harness.cluster.view.metadata.partition('orders', 0)?.log };
  }

  test.each([
    { offset: 2, lowWatermark: 2, errorCode: 0 },
    { offset: -1, lowWatermark: 3, errorCode: 0 },
    { offset: 4, lowWatermark: -1, errorCode: ErrorCode.OFFSET_OUT_OF_RANGE },
    { offset: -2, lowWatermark: -1, errorCode: ErrorCode.OFFSET_OUT_OF_RANGE },
  ])('up to $offset of 3: $errorCode, low watermark $lowWatermark', ({ offset, lowWatermark, errorCode }) => {
    const { answer, log } = deleteFrom(offset);
    expect(answer).toMatchObject({ lowWatermark, errorCode });
    expect(log?.logStartOffset).toBe(Math.max(lowWatermark, 0));
  });

  test.each([
    { afterMs: 299_999, offset: -1 },
    { afterMs: 300_000, offset: 1 },
  ])(
    'a segment is held until the retention check: after $afterMs ms a time leads to $offset',
    ({ afterMs, offset }) => {
      const harness = new Harness();
      harness.createTopic('orders', 1, { 'segment.ms': '1000' });
      const client = harness.connect();
      const produceAt = (timestamp: number): void => {
        produceTo(client, 'orders', batchOf(['a'], { records: [{ key: 'a', value: 'a', timestamp }] }));
      };
      produceAt(START);
      client.ask('DeleteRecords', 2, {
        timeoutMs: 1000,
        topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, offset: -1 }] }],
      });
      produceAt(START + 2000);
      harness.advance(afterMs);
      const { topics } = client.ask('ListOffsets', 7, {
        replicaId: -1,
        isolationLevel: 0,
        timeoutMs: 1000,
        topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, currentLeaderEpoch: -1, timestamp: START }] }],
      });
      expect(topics[0]?.partitions[0]).toMatchObject({ errorCode: 0, offset });
    },
  );

  test('an unknown topic; a compacted one', () => {
    expect(deleteFrom(1, 'nope').answer).toMatchObject({ errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION });
    expect(deleteFrom(1, 'orders', { 'cleanup.policy': 'compact' }).answer).toMatchObject({
      errorCode: ErrorCode.POLICY_VIOLATION,
    });
  });
});

describe('OffsetForLeaderEpoch', () => {
  test.each([
    { leaderEpoch: 0, expected: { errorCode: 0, leaderEpoch: 0, endOffset: 1 } },
    { leaderEpoch: 5, expected: { errorCode: 0, leaderEpoch: -1, endOffset: -1 } },
    { leaderEpoch: -1, expected: { errorCode: 0, leaderEpoch: -1, endOffset: -1 } },
    { leaderEpoch: 0, currentLeaderEpoch: 3, expected: { errorCode: ErrorCode.UNKNOWN_LEADER_EPOCH } },
  ])('epoch $leaderEpoch, current $currentLeaderEpoch', ({ leaderEpoch, currentLeaderEpoch = -1, expected }) => {
    const harness = new Harness();
    harness.createTopic('orders');
    const client = harness.connect();
    produceTo(client, 'orders', batchOf(['a']));
    const partitions = [{ partition: 0, currentLeaderEpoch, leaderEpoch }];
    const { topics } = client.ask('OffsetForLeaderEpoch', 4, {
      replicaId: -2,
      topics: [{ topic: 'orders', partitions }],
    });
    expect(topics[0]?.partitions[0]).toMatchObject(expected);
  });
});

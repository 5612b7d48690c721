import { ErrorCode, ZERO_UUID } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { ThreeBrokers } from '../test/cluster.ts';
import { batchOf, fetchOf, Harness, produceTo, START } from '../test/harness.ts';
import { buildServices } from './build.ts';
import { restoreTo } from './restore.ts';
import { takeSnapshot } from './snapshot.ts';

/** "orders" with one record from the start; the rest is the test's. */
function started(): Harness {
  const harness = new Harness();
  harness.createTopic('orders', 2, { 'retention.ms': '1000' });
  produceTo(harness.connect(), 'orders', batchOf(['seed']));
  harness.apply({ kind: 'admin', command: { type: 'mark-baseline' } });
  return harness;
}

function reset(harness: Harness): void {
  harness.apply({ kind: 'admin', command: { type: 'reset' } });
}

const topicNames = (harness: Harness): string[] => [...harness.cluster.view.metadata.topics].map(({ name }) => name);
const end = (harness: Harness, topic: string, partition = 0) =>
  harness.cluster.view.metadata.partition(topic, partition)?.highWatermark;

describe('what reset brings back', () => {
  test('logs as they were, under the same topic id', () => {
    const harness = started();
    const before = harness.cluster.view.metadata.topic('orders')?.topicId;
    const client = harness.connect();
    produceTo(client, 'orders', batchOf(['a', 'b']));
    produceTo(client, 'orders', batchOf(['c']), { partition: 1 });
    reset(harness);
    expect([end(harness, 'orders', 0), end(harness, 'orders', 1)]).toEqual([1, 0]);
    expect(harness.cluster.view.metadata.topic('orders')?.topicId).toBe(before);
    expect(produceTo(client, 'orders', batchOf(['d']))).toMatchObject({ baseOffset: 1 });
    reset(harness);
    expect(end(harness, 'orders', 0)).toBe(1);
  });

  test('topics made since are gone, those deleted or widened are as before', () => {
    const harness = started();
    const client = harness.connect();
    const { topicId } = harness.cluster.view.metadata.topic('orders') ?? {};
    harness.createTopic('later');
    client.ask('DeleteTopics', 1, { topics: [], topicNames: ['orders'], timeoutMs: 1000 });
    harness.createTopic('orders', 7);
    reset(harness);
    expect(topicNames(harness)).toEqual(['orders']);
    expect(harness.cluster.view.metadata.topic('orders')).toMatchObject({ topicId, partitions: { length: 2 } });
    expect(end(harness, 'orders', 0)).toBe(1);
    client.ask('CreatePartitions', 1, {
      topics: [{ name: 'orders', count: 5, assignments: null }],
      timeoutMs: 1000,
      validateOnly: false,
    });
    reset(harness);
    expect(harness.cluster.view.metadata.topic('orders')?.partitions).toHaveLength(2);
  });

  test('dynamic configs', () => {
    const harness = started();
    const client = harness.connect();
    const set = (resourceType: number, resourceName: string, name: string, value: string) =>
      client.ask('IncrementalAlterConfigs', 1, {
        resources: [{ resourceType, resourceName, configs: [{ name, configOperation: 0, value }] }],
        validateOnly: false,
      });
    set(2, 'orders', 'retention.ms', '5');
    set(2, 'orders', 'max.message.bytes', '6');
    set(4, '', 'log.retention.ms', '7');
    reset(harness);
    const { results } = client.ask('DescribeConfigs', 4, {
      resources: [
        { resourceType: 2, resourceName: 'orders', configurationKeys: ['retention.ms', 'max.message.bytes'] },
      ],
      includeSynonyms: false,
      includeDocumentation: false,
    });
    expect(results[0]?.configs.map(({ name, value }) => `${name}=${value}`)).toEqual([
      'max.message.bytes=1048588',
      'retention.ms=1000',
    ]);
  });

  test('a producer goes on with its id and next sequence', () => {
    const harness = started();
    const client = harness.connect();
    const batch = (baseSequence: number) => batchOf(['x'], { producerId: 3, producerEpoch: 0, baseSequence });
    produceTo(client, 'orders', batch(0));
    reset(harness);
    expect(produceTo(client, 'orders', batch(1))).toMatchObject({ errorCode: 0, baseOffset: 1 });
  });

  test('committed offsets are gone', () => {
    const harness = started();
    const client = harness.connect();
    client.ask('FindCoordinator', 0, { key: 'g', coordinatorKeys: [] });
    const topics = [
      {
        name: 'orders',
        topicId: ZERO_UUID,
        partitions: [{ partitionIndex: 0, committedOffset: 1, committedMetadata: '' }],
      },
    ];
    client.ask('OffsetCommit', 7, { groupId: 'g', generationIdOrMemberEpoch: -1, memberId: '', topics });
    reset(harness);
    const { topics: fetched } = client.ask('OffsetFetch', 5, {
      groupId: 'g',
      topics: [{ name: 'orders', partitionIndexes: [0] }],
      groups: [],
    });
    expect(fetched[0]?.partitions[0]?.committedOffset).toBe(-1);
  });
});

describe('consumers that stay connected', () => {
  test('a parked fetch beyond the new end is answered at once: out of range', () => {
    const harness = started();
    const client = harness.connect();
    produceTo(client, 'orders', batchOf(['a', 'b']));
    const sent = client.send('Fetch', 11, fetchOf('orders', 3, { maxWaitMs: 5000 }));
    reset(harness);
    expect(sent.response?.responses[0]?.partitions[0]?.errorCode).toBe(ErrorCode.OFFSET_OUT_OF_RANGE);
  });

  test('an old position is out of range once, even where new records have reached it; so none is skipped', () => {
    const harness = started();
    const client = harness.connect();
    produceTo(client, 'orders', batchOf(['a', 'b']));
    client.ask('Fetch', 11, fetchOf('orders', 2));
    reset(harness);
    produceTo(harness.connect(), 'orders', batchOf(['new 1', 'new 2', 'new 3']));
    const errorOf = () => client.ask('Fetch', 11, fetchOf('orders', 2)).responses[0]?.partitions[0]?.errorCode;
    expect([errorOf(), errorOf()]).toEqual([ErrorCode.OFFSET_OUT_OF_RANGE, 0]);
  });

  test('"latest" is where it was right after the reset, so that nothing written meanwhile is missed; once', () => {
    const harness = started();
    const consumer = harness.connect('worker');
    const coordinator = harness.connect('worker');
    produceTo(consumer, 'orders', batchOf(['a', 'b']));
    consumer.ask('Fetch', 11, fetchOf('orders', 3));
    reset(harness);
    produceTo(harness.connect('app'), 'orders', batchOf(['new']));
    consumer.ask('Fetch', 11, fetchOf('orders', 3));
    const latest = (from: typeof consumer) =>
      from.ask('ListOffsets', 5, {
        replicaId: -1,
        isolationLevel: 0,
        timeoutMs: 0,
        topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, timestamp: -1 }] }],
      }).topics[0]?.partitions[0]?.offset;
    expect([latest(harness.connect('other')), latest(coordinator), latest(coordinator)]).toEqual([2, 1, 2]);
  });

  test('a fetch that waits at the start is right as it is: its next one is not turned away', () => {
    const harness = started();
    const client = harness.connect();
    const sent = client.send('Fetch', 11, fetchOf('orders', 0, { partition: 1, maxWaitMs: 5000 }));
    reset(harness);
    expect(sent.response).toBeUndefined();
    produceTo(harness.connect(), 'orders', batchOf(['first']), { partition: 1 });
    expect(sent.response?.responses[0]?.partitions[0]).toMatchObject({ errorCode: 0, highWatermark: 1 });
    const next = client.ask('Fetch', 11, fetchOf('orders', 1, { partition: 1 })).responses[0]?.partitions[0];
    expect(next?.errorCode).toBe(0);
  });

  test('a fetch session tells everything anew', () => {
    const harness = started();
    const client = harness.connect();
    const opened = client.ask('Fetch', 11, { ...fetchOf('orders', 1), sessionId: 0, sessionEpoch: 0 });
    reset(harness);
    const next = { ...fetchOf('orders', 1), topics: [], sessionId: opened.sessionId, sessionEpoch: 1 };
    expect(client.ask('Fetch', 11, next).responses[0]?.partitions[0]).toMatchObject({
      errorCode: ErrorCode.OFFSET_OUT_OF_RANGE,
    });
  });
});

test('partitions that were reassigned lie where they lay', () => {
  const harness = new ThreeBrokers();
  harness.createOn('t', [[1, 2]]);
  harness.admin({ type: 'mark-baseline' });
  const move = (replicas: number[]): void => {
    const topics = [{ name: 't', partitions: [{ partitionIndex: 0, replicas }] }];
    harness.connect('a', 1).ask('AlterPartitionReassignments', 0, { timeoutMs: 1000, topics });
  };
  move([3]);
  expect(harness.partition('t')).toMatchObject({ replicas: [3], leader: 3 });
  reset(harness);
  expect(harness.partition('t')).toMatchObject({ replicas: [1, 2], isr: [1, 2], leader: 1 });
  harness.admin({ type: 'hold-follower', broker: 3 });
  move([3]);
  reset(harness);
  expect(harness.partition('t')).toMatchObject({ replicas: [1, 2], addingReplicas: [], removingReplicas: [] });
});

test('a partition that nobody may lead any more is led again: nobody lacks anything', () => {
  const harness = new ThreeBrokers();
  harness.createOn('t', [[1, 3]], { 'min.insync.replicas': '2' });
  harness.admin({ type: 'mark-baseline' });
  for (const broker of [3, 1]) harness.admin({ type: 'stop-broker', broker, election: true });
  const configs = [{ name: 'min.insync.replicas', configOperation: 0, value: '1' }];
  const resources = [{ resourceType: 2, resourceName: 't', configs }];
  harness.connect('a', 2).ask('IncrementalAlterConfigs', 1, { resources, validateOnly: false });
  for (const broker of [3, 1]) harness.admin({ type: 'start-broker', broker });
  expect(harness.partition('t')).toMatchObject({ leader: -1, isr: [], eligibleLeaderReplicas: [] });
  reset(harness);
  expect(harness.partition('t')).toMatchObject({ leader: 1, isr: [1, 3], eligibleLeaderReplicas: [] });
});

test('a broker that does not run lags behind what was restored; whoever lagged before no longer does', () => {
  const harness = new ThreeBrokers();
  harness.createOn('t', [[1, 2, 3]]);
  harness.admin({ type: 'mark-baseline' });
  const client = harness.connect('a', 1);
  harness.admin({ type: 'hold-follower', broker: 2 });
  produceTo(client, 't', batchOf(['a']), { acks: 1 });
  harness.admin({ type: 'release-follower', broker: 2 });
  harness.admin({ type: 'kill-broker', broker: 3 });
  produceTo(client, 't', batchOf(['b']), { acks: 1 });
  reset(harness);
  expect(harness.stateOf('t')).toMatchObject({ isr: [1, 2, 3], highWatermark: 0, logEndOffset: 0 });
  produceTo(client, 't', batchOf(['c']), { acks: 1 });
  expect(harness.stateOf('t')).toMatchObject({ highWatermark: 0, logEndOffset: 1 });
  harness.advance(60_000);
  expect(harness.stateOf('t')).toMatchObject({ isr: [1, 2], highWatermark: 1 });
});

test('what is kept of the metadata does not grow with resets, and is left as it is where nothing has changed', () => {
  const limits = { maxFetchWaitMs: 1000 };
  const options = {
    seed: 1,
    brokers: [{ id: 1, rack: null }],
    configs: new Map(),
    users: 'none',
    limits,
    now: START,
  } as const;
  const services = buildServices(options, new Map());
  const { metadata } = services;
  const topicId = metadata.newTopicId();
  const baseline = takeSnapshot(services);
  restoreTo(baseline, services, START);
  const kept = metadata.records;
  const { length } = kept;
  restoreTo(baseline, services, START);
  expect(metadata.records).toBe(kept);
  for (let round = 0; round < 50; round += 1) {
    metadata.write([{ type: 'Topic', name: 'of-this-round', topicId }], START);
    restoreTo(baseline, services, START);
    expect(metadata.records.length).toBeLessThanOrEqual(1.5 * length);
  }
});

test('a thousand snapshots and restores, with what clients do between them, leave nothing behind', () => {
  const harness = started();
  const [producer, consumer] = [harness.connect('producer'), harness.connect('consumer')];
  const { metadata } = harness.cluster.view;
  const sizes = () => {
    const logs = [...metadata.topics].flatMap(({ partitions }) => partitions.map(({ log }) => log));
    return { segments: logs.map(({ segments }) => segments.length), bytes: logs.map(({ sizeInBytes }) => sizeInBytes) };
  };
  const first = harness.cluster.snapshot();
  harness.apply({ kind: 'admin', command: { type: 'restore', snapshot: first } });
  const before = sizes();
  for (let round = 0; round < 1000; round += 1) {
    const snapshot = harness.cluster.snapshot();
    produceTo(producer, 'orders', batchOf(['x'], { producerId: 3, producerEpoch: 0, baseSequence: round }));
    consumer.ask('Fetch', 11, fetchOf('orders', 2));
    harness.apply({ kind: 'admin', command: { type: 'restore', snapshot } });
  }
  expect(sizes()).toEqual(before);
  expect(harness.cluster.snapshot()).toMatchObject({ topics: first.topics, groups: [] });
});

test('what was written is shared with a snapshot, and with a cluster that begins with it', () => {
  const harness = started();
  const bytesIn = ({ cluster }: Harness) =>
    cluster.view.metadata
      .partition('orders', 0)
      ?.log.segments.flatMap(({ batches }) => batches.map(({ bytes }) => bytes));
  const twin = new Harness({}, harness.cluster.snapshot());
  expect(bytesIn(twin)?.[0]).toBe(bytesIn(harness)?.[0]);
  produceTo(twin.connect(), 'orders', batchOf(['in the twin']));
  produceTo(harness.connect(), 'orders', batchOf(['in the original', 'and another']));
  expect([end(twin, 'orders'), end(harness, 'orders')]).toEqual([2, 3]);
});

test('leader epochs go on in a cluster that begins with a snapshot: what its log says is not of the future', () => {
  const harness = new ThreeBrokers();
  harness.createOn('t', [[1, 2]]);
  harness.admin({ type: 'move-leader', topic: 't', partition: 0, broker: 2 });
  produceTo(harness.connect('a', 2), 't', batchOf(['x']));
  const snapshot = harness.cluster.snapshot();
  const twin = new ThreeBrokers({}, {}, undefined, snapshot);
  const { leaderEpoch, log } = twin.partition('t');
  expect([leaderEpoch, log.leaderEpochs.latest?.epoch]).toEqual([harness.partition('t').leaderEpoch, leaderEpoch]);
  // A cluster that is behind with it takes the epoch over.
  const behind = new ThreeBrokers();
  behind.createOn('t', [[1, 2]]);
  behind.apply({ kind: 'admin', command: { type: 'restore', snapshot } });
  expect(behind.partition('t').leaderEpoch).toBe(leaderEpoch);
  expect(behind.partition('t').log.logEndOffset).toBe(1);
});

test('producers of a cluster that begins with a snapshot have ids that nobody had before', () => {
  const harness = new Harness();
  const idIn = (each: Harness): number =>
    each.connect().ask('InitProducerId', 1, { transactionalId: null, transactionTimeoutMs: 1 }).producerId;
  const given = [idIn(harness), idIn(harness)];
  const twin = new Harness({}, harness.cluster.snapshot());
  given.push(idIn(twin), idIn(twin));
  harness.apply({ kind: 'admin', command: { type: 'restore', snapshot: twin.cluster.snapshot() } });
  given.push(idIn(harness));
  expect(new Set(given).size).toBe(5);
});

test('offsets that nobody coordinates at the moment are in a snapshot all the same', () => {
  const harness = new ThreeBrokers();
  harness.createOn('t', [[1, 2, 3]]);
  const client = harness.connect('a', 1);
  const { nodeId } = client.ask('FindCoordinator', 1, { key: 'g', keyType: 0, coordinatorKeys: [] });
  const partitions = [{ partitionIndex: 0, committedOffset: 5, committedMetadata: 'm' }];
  const topics = [{ name: 't', topicId: ZERO_UUID, partitions }];
  const request = { groupId: 'g', memberId: '', generationIdOrMemberEpoch: -1, topics };
  harness.connect('a', nodeId).ask('OffsetCommit', 7, request);
  const before = harness.cluster.snapshot().groups;
  expect(before).toMatchObject([{ groupId: 'g', offsets: [{ topicName: 't', offset: 5, metadata: 'm' }] }]);
  for (const broker of [1, 2, 3]) harness.admin({ type: 'kill-broker', broker });
  harness.advance(60_000);
  expect(harness.cluster.snapshot().groups).toEqual(before);
});

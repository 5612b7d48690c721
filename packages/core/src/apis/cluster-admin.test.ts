import { ErrorCode, ZERO_UUID } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { batchOf, Harness, produceTo } from '../../test/harness.ts';

/** Broker 1 leads partition 0, broker 2 follows; broker 2 alone has partition 0 of "solo". */
function threeBrokers() {
  const harness = new Harness({ brokers: [1, 2, 3].map((id) => ({ id, rack: null })) });
  const topic = (name: string, ...brokerIds: number[]) => ({
    name,
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [{ partitionIndex: 0, brokerIds }],
    configs: [],
  });
  harness.connect().ask('CreateTopics', 7, { topics: [topic('orders', 2, 1), topic('solo', 2)], timeoutMs: 1000 });
  return harness;
}

function brokersOf(harness: Harness) {
  const { brokers } = harness.connect('test', 3).ask('DescribeCluster', 2, {
    includeClusterAuthorizedOperations: false,
    endpointType: 1,
    includeFencedBrokers: true,
  });
  return brokers.map(({ brokerId }) => brokerId);
}

function leadersOf(harness: Harness) {
  const { topics } = harness.connect('test', 3).ask('Metadata', 12, {
    topics: ['orders', 'solo'].map((name) => ({ topicId: ZERO_UUID, name })),
    allowAutoTopicCreation: false,
    includeClusterAuthorizedOperations: false,
    includeTopicAuthorizedOperations: false,
  });
  return topics.flatMap(({ partitions }) =>
    partitions.map(({ errorCode, leaderId, leaderEpoch, isrNodes, offlineReplicas }) => {
      return { errorCode, leaderId, leaderEpoch, isrNodes, offlineReplicas };
    }),
  );
}

test('ListConfigResources lists brokers that are away, until they are forgotten', () => {
  const harness = threeBrokers();
  const listed = (resourceType: number) =>
    harness
      .connect('test', 1)
      .ask('ListConfigResources', 1, { resourceTypes: [resourceType] })
      .configResources.map(({ resourceName }) => resourceName);
  harness.apply({ kind: 'admin', command: { type: 'stop-broker', broker: 3, election: true } });
  expect([listed(4), listed(8)]).toEqual([
    ['1', '2', '3'],
    ['1', '2', '3'],
  ]);
  harness.connect('test', 1).ask('UnregisterBroker', 0, { brokerId: 3 });
  expect([listed(4), listed(8)]).toEqual([
    ['1', '2'],
    ['1', '2'],
  ]);
});

describe('UnregisterBroker', () => {
  const unregister = (harness: Harness, brokerId: number) =>
    harness.connect('test', 3).ask('UnregisterBroker', 0, { brokerId }).errorCode;

  test('a running broker is forgotten: others lead what it led, if they can', () => {
    const harness = threeBrokers();
    expect(unregister(harness, 2)).toBe(ErrorCode.NONE);
    expect(brokersOf(harness)).toEqual([1, 3]);
    expect(leadersOf(harness)).toEqual([
      { errorCode: ErrorCode.NONE, leaderId: 1, leaderEpoch: 1, isrNodes: [1], offlineReplicas: [2] },
      {
        errorCode: ErrorCode.LEADER_NOT_AVAILABLE,
        leaderId: -1,
        leaderEpoch: 1,
        isrNodes: [],
        offlineReplicas: [2],
      },
    ]);
    expect(unregister(harness, 2)).toBe(ErrorCode.BROKER_ID_NOT_REGISTERED);
  });

  test('what runs goes on running, and leads nothing', () => {
    const harness = threeBrokers();
    unregister(harness, 2);
    const client = harness.connect('test', 2);
    expect(produceTo(client, 'orders', batchOf(['a']))?.errorCode).toBe(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    expect(client.ask('DescribeConfigs', 4, configsOf('2')).results[0]?.errorCode).toBe(ErrorCode.NONE);
  });

  test('a start registers it again', () => {
    const harness = threeBrokers();
    unregister(harness, 2);
    harness.apply({ kind: 'admin', command: { type: 'stop-broker', broker: 2, election: true } });
    expect(brokersOf(harness)).toEqual([1, 3]);
    harness.apply({ kind: 'admin', command: { type: 'start-broker', broker: 2 } });
    expect(new Set(brokersOf(harness))).toEqual(new Set([1, 2, 3]));
    expect(leadersOf(harness).map(({ leaderId }) => leaderId)).toEqual([1, 2]);
  });

  test('one that was stopped before is forgotten too', () => {
    const harness = threeBrokers();
    harness.apply({ kind: 'admin', command: { type: 'stop-broker', broker: 2, election: true } });
    expect(unregister(harness, 2)).toBe(ErrorCode.NONE);
    expect(brokersOf(harness)).toEqual([1, 3]);
  });
});

function configsOf(resourceName: string) {
  return {
    resources: [{ resourceType: 4, resourceName, configurationKeys: ['log.dir'] }],
    includeSynonyms: false,
    includeDocumentation: false,
  };
}

describe('UnregisterController', () => {
  test('any controller but the active one can be unregistered, once', () => {
    const harness = threeBrokers();
    const unregister = (controllerId: number) =>
      harness.connect().ask('UnregisterController', 0, { controllerId }).errorCode;
    expect([1, 2, 2, 3].map(unregister)).toEqual([
      ErrorCode.INVALID_REQUEST,
      ErrorCode.NONE,
      ErrorCode.CONTROLLER_ID_NOT_REGISTERED,
      ErrorCode.NONE,
    ]);
  });
});

describe('DescribeQuorum', () => {
  const quorum = (harness: Harness) => {
    const partitions = [{ partitionIndex: 0 }];
    const answer = harness
      .connect('test', 3)
      .ask('DescribeQuorum', 2, { topics: [{ topicName: '__cluster_metadata', partitions }] });
    const [partition] = answer.topics[0]?.partitions ?? [];
    return {
      leaderId: partition?.leaderId,
      voters: partition?.currentVoters.map(({ replicaId, logEndOffset }) => [
        replicaId,
        logEndOffset === partition.highWatermark,
      ]),
      nodes: answer.nodes.map(({ nodeId, listeners }) => [nodeId, listeners]),
    };
  };

  test('every node is a voter that has the whole log', () => {
    expect(quorum(threeBrokers())).toEqual({
      leaderId: 1,
      voters: [
        [1, true],
        [2, true],
        [3, true],
      ],
      nodes: [1, 2, 3].map((id) => [id, [{ name: 'CONTROLLER', host: '127.0.0.1', port: 9000 + id }]]),
    });
  });

  test('the next node leads when the first one has stopped', () => {
    const harness = threeBrokers();
    harness.apply({ kind: 'admin', command: { type: 'stop-broker', broker: 1, election: true } });
    expect(quorum(harness).leaderId).toBe(2);
  });
});

describe('a config of one broker', () => {
  const limitedAt = (harness: Harness, broker: number, resourceName: string) =>
    harness.connect('test', broker).ask('IncrementalAlterConfigs', 1, {
      resources: [
        {
          resourceType: 4,
          resourceName,
          configs: [{ name: 'message.max.bytes', configOperation: 0, value: '70' }],
        },
      ],
      validateOnly: false,
    }).responses[0]?.errorCode;

  test('holds for what that broker leads, and moves with the leader', () => {
    const harness = threeBrokers();
    expect(limitedAt(harness, 1, '1')).toBe(ErrorCode.NONE);
    const produce = (broker: number) =>
      produceTo(harness.connect('test', broker), 'orders', batchOf(['a longer value']))?.errorCode;
    expect(produce(2)).toBe(ErrorCode.NONE);
    harness.apply({ kind: 'admin', command: { type: 'move-leader', topic: 'orders', partition: 0, broker: 1 } });
    expect(produce(1)).toBe(ErrorCode.MESSAGE_TOO_LARGE);
  });

  test('is set and shown by that broker only', () => {
    const harness = threeBrokers();
    expect([limitedAt(harness, 2, '1'), limitedAt(harness, 1, '1')]).toEqual([
      ErrorCode.INVALID_REQUEST,
      ErrorCode.NONE,
    ]);
    const shownAt = (broker: number, resourceType: number, resourceName: string) => {
      const { results } = harness.connect('test', broker).ask('DescribeConfigs', 4, {
        resources: [{ resourceType, resourceName, configurationKeys: ['message.max.bytes', 'max.message.bytes'] }],
        includeSynonyms: false,
        includeDocumentation: false,
      });
      return results.map(({ errorCode, configs }) => [errorCode, ...configs.map(({ value }) => value)])[0];
    };
    expect([shownAt(1, 4, '1'), shownAt(2, 4, '2'), shownAt(2, 4, '1')]).toEqual([
      [ErrorCode.NONE, '70'],
      [ErrorCode.NONE, '1048588'],
      [ErrorCode.INVALID_REQUEST],
    ]);
    // A topic is shown as it would be on the broker that is asked.
    expect([shownAt(1, 2, 'orders'), shownAt(2, 2, 'orders')]).toEqual([
      [ErrorCode.NONE, '70'],
      [ErrorCode.NONE, '1048588'],
    ]);
  });
});

describe('log directories and producers', () => {
  const sizesAt = (harness: Harness, broker: number) =>
    harness
      .connect('test', broker)
      .ask('DescribeLogDirs', 5, { topics: null })
      .results[0]?.topics.map(({ name, partitions }) => [name, partitions.map(({ partitionSize }) => partitionSize)]);

  test('a broker describes the replicas that it has, with their bytes', () => {
    const harness = threeBrokers();
    const batches = [batchOf(['a', 'b']), batchOf(['c'], { producerId: 7, producerEpoch: 0, baseSequence: 0 })];
    for (const batch of batches) produceTo(harness.connect('test', 2), 'orders', batch);
    const size = batches.reduce((sum, { length }) => sum + length, 0);
    expect([1, 2, 3].map((broker) => sizesAt(harness, broker))).toEqual([
      [['orders', [size]]],
      [
        ['orders', [size]],
        ['solo', [0]],
      ],
      [],
    ]);
  });

  test('a replica that lags is as long as it has got', () => {
    const harness = threeBrokers();
    const [first, second] = [batchOf(['a', 'b']), batchOf(['c'])];
    produceTo(harness.connect('test', 2), 'orders', first);
    harness.apply({ kind: 'admin', command: { type: 'hold-follower', broker: 1 } });
    produceTo(harness.connect('test', 2), 'orders', second, { acks: 1 });
    expect([1, 2].map((broker) => sizesAt(harness, broker)?.[0])).toEqual([
      ['orders', [first.length]],
      ['orders', [first.length + second.length]],
    ]);
  });

  test('a replica of another broker can neither be moved nor asked for its producers', () => {
    const harness = threeBrokers();
    const topics = [{ name: 'orders', partitions: [0] }];
    const moved = [1, 2, 3].map((broker) => {
      const { results } = harness
        .connect('test', broker)
        .ask('AlterReplicaLogDirs', 2, { dirs: [{ path: '/tmp/kafka-logs', topics }] });
      return results[0]?.partitions[0]?.errorCode;
    });
    expect(moved).toEqual([ErrorCode.NONE, ErrorCode.NONE, ErrorCode.REPLICA_NOT_AVAILABLE]);
    const described = [1, 2, 3].map((broker) => {
      const { topics: answers } = harness
        .connect('test', broker)
        .ask('DescribeProducers', 0, { topics: [{ name: 'orders', partitionIndexes: [0] }] });
      return answers[0]?.partitions[0]?.errorCode;
    });
    expect(described).toEqual([ErrorCode.NONE, ErrorCode.NONE, ErrorCode.NOT_LEADER_OR_FOLLOWER]);
  });

  test('a producer that is silent for producer.id.expiration.ms is described no longer', () => {
    const harness = new Harness({ configs: { 'producer.id.expiration.ms': '1000' } });
    harness.createTopic('orders');
    const client = harness.connect();
    produceTo(client, 'orders', batchOf(['a'], { producerId: 7, producerEpoch: 2, baseSequence: 0 }));
    const active = () =>
      client
        .ask('DescribeProducers', 0, { topics: [{ name: 'orders', partitionIndexes: [0] }] })
        .topics[0]?.partitions[0]?.activeProducers.map(({ producerId, producerEpoch }) => [producerId, producerEpoch]);
    harness.advance(999);
    expect(active()).toEqual([[7, 2]]);
    harness.advance(1);
    expect(active()).toEqual([]);
  });
});

describe('UpdateFeatures: eligible.leader.replicas.version', () => {
  const finalize = (harness: Harness, level: number) =>
    harness.connect().ask('UpdateFeatures', 2, {
      featureUpdates: [
        {
          feature: 'eligible.leader.replicas.version',
          maxVersionLevel: level,
          allowDowngrade: false,
          upgradeType: level === 0 ? 2 : 1,
        },
      ],
    }).errorCode;
  const alter = (harness: Harness, resourceName: string, value: string | null) =>
    harness.connect().ask('IncrementalAlterConfigs', 1, {
      resources: [
        {
          resourceType: 4,
          resourceName,
          configs: [{ name: 'min.insync.replicas', configOperation: value === null ? 1 : 0, value }],
        },
      ],
      validateOnly: false,
    }).responses[0]?.errorCode;
  /** The value for broker 1, and where it comes from. */
  const shown = (harness: Harness) => {
    const { results } = harness.connect().ask('DescribeConfigs', 4, {
      resources: [{ resourceType: 4, resourceName: '1', configurationKeys: ['min.insync.replicas'] }],
      includeSynonyms: false,
      includeDocumentation: false,
    });
    return results[0]?.configs.map(({ value, configSource }) => [value, configSource])[0];
  };

  test('while it is on, min.insync.replicas is one of the whole cluster and stays set', () => {
    const harness = new Harness();
    expect(shown(harness)).toEqual(['1', 3]);
    expect(alter(harness, '1', '1')).toBe(ErrorCode.INVALID_CONFIG);
    expect(alter(harness, '', null)).toBe(ErrorCode.INVALID_CONFIG);
  });

  test('while it is off, each broker may have its own', () => {
    const harness = new Harness();
    expect(finalize(harness, 0)).toBe(ErrorCode.NONE);
    expect(shown(harness)).toEqual(['1', 3]);
    expect(alter(harness, '', null)).toBe(ErrorCode.NONE);
    expect(shown(harness)).toEqual(['1', 5]);
    expect(alter(harness, '1', '2')).toBe(ErrorCode.NONE);
    expect(shown(harness)).toEqual(['2', 2]);
  });

  test('turned on, it takes the config from the brokers and gives it to the cluster', () => {
    const harness = new Harness();
    finalize(harness, 0);
    alter(harness, '', null);
    alter(harness, '1', '2');
    expect(finalize(harness, 1)).toBe(ErrorCode.NONE);
    expect(shown(harness)).toEqual(['1', 3]);
  });
});

test('reset puts features and registrations back', () => {
  const harness = threeBrokers();
  harness.apply({ kind: 'admin', command: { type: 'mark-baseline' } });
  const levels = () =>
    harness.connect().ask('ApiVersions', 4, { clientSoftwareName: 'a', clientSoftwareVersion: '1' }).finalizedFeatures;
  const before = levels();
  const update = (feature: string, maxVersionLevel: number, upgradeType: number) =>
    harness.connect().ask('UpdateFeatures', 2, {
      featureUpdates: [{ feature, maxVersionLevel, allowDowngrade: false, upgradeType }],
    }).errorCode;
  expect([update('kraft.version', 1, 1), update('eligible.leader.replicas.version', 0, 2)]).toEqual([0, 0]);
  harness.connect('test', 3).ask('UnregisterBroker', 0, { brokerId: 2 });
  harness.connect('test', 3).ask('UnregisterController', 0, { controllerId: 3 });
  expect(levels()).not.toEqual(before);
  harness.apply({ kind: 'admin', command: { type: 'reset' } });
  expect(levels()).toEqual(before);
  expect(new Set(brokersOf(harness))).toEqual(new Set([1, 2, 3]));
  expect(harness.connect().ask('UnregisterController', 0, { controllerId: 3 }).errorCode).toBe(ErrorCode.NONE);
});

import type { CreatedTopic, Play, Script } from '../play.ts';
import type { Answer, RawClient } from '../raw-client.ts';
import { batch, fetchBody, metadataBody, produceBody, versions, ZERO } from './shapes.ts';

/** Short sessions: a broker that does not answer is given up soon. */
const IMPATIENT = { 'broker.session.timeout.ms': '2500', 'broker.heartbeat.interval.ms': '250' };

type Partition = Answer<'DescribeTopicPartitions'>['topics'][number]['partitions'][number];

const ALL = { timeoutMs: 10_000, topics: null };

function described({ name }: { readonly name: string }) {
  return { topics: [{ name }], responsePartitionLimit: 100, cursor: null };
}

async function show(
  play: Play,
  label: string,
  client: RawClient,
  topic: { readonly name: string },
  isSo: (partition: Partition) => boolean = () => true,
): Promise<void> {
  await play.until(client, 'DescribeTopicPartitions', 0, described(topic), ({ topics }) => {
    const partitions = topics[0]?.partitions ?? [];
    return partitions.length > 0 && partitions.every(isSo);
  });
  await play.ask(label, client, 'DescribeTopicPartitions', 0, described(topic));
}

/** Where a new partition lies is drawn by chance; how many replicas it has, and who leads it, is not. */
function placement({ topics, ...rest }: Answer<'DescribeTopicPartitions'>): unknown {
  const byId = (ids: readonly number[]): readonly number[] => ids.toSorted((a, b) => a - b);
  return {
    ...rest,
    topics: topics.map(({ errorCode, partitions }) => ({
      errorCode,
      partitions: partitions.map((partition) => ({
        errorCode: partition.errorCode,
        replicas: partition.replicaNodes.length,
        hasLeader: partition.leaderId > 0,
        leaderIsInSync: partition.isrNodes.includes(partition.leaderId),
        offline: byId(partition.offlineReplicas),
        isr: partition.replicaNodes.length === 3 ? byId(partition.isrNodes) : partition.isrNodes.length,
        epoch: partition.leaderEpoch,
      })),
    })),
  };
}

interface Stage {
  readonly play: Play;
  readonly client: RawClient;
  readonly when: string;
}

/** Topics that are made while a broker is away. */
async function creations({ play, client, when }: Stage): Promise<void> {
  const create = (label: string, base: string, over: object, version = 7) =>
    play.ask(
      `${when}: ${label}`,
      client,
      'CreateTopics',
      version,
      {
        topics: [
          { name: play.name(base), numPartitions: 2, replicationFactor: 3, assignments: [], configs: [], ...over },
        ],
        timeoutMs: 10_000,
        validateOnly: false,
      },
      {
        see: ({ topics }) =>
          topics.map(({ topicId, ...topic }) => ({ ...topic, configs: [], hasId: topicId !== ZERO })),
      },
    );
  const placed = (...replicas: number[][]) => ({
    numPartitions: -1,
    replicationFactor: -1,
    assignments: replicas.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })),
  });
  const slug = when.replaceAll(' ', '-');
  for (const version of [2, 7]) {
    for (const replicationFactor of [1, 2, 3, 4])
      await create(
        `${replicationFactor} replicas`,
        `${slug}-${version}-${replicationFactor}`,
        { replicationFactor },
        version,
      );
    await create('at one who is away', `${slug}-${version}-lonely`, placed([3]), version);
    await create('at two, one is away', `${slug}-${version}-pair`, placed([3, 1], [1, 3]), version);
    await create('at one unknown', `${slug}-${version}-unknown`, placed([9]), version);
    await create('one lies well, one does not', `${slug}-${version}-half`, placed([1], [3]), version);
    for (const replicas of [1, 2, 3]) {
      const topic = { name: play.name(`${slug}-${version}-${replicas}`) };
      await play.until(client, 'DescribeTopicPartitions', 0, described(topic), ({ topics }) => {
        return topics[0]?.errorCode === 0 || replicas === 3;
      });
      await play.ask(`${when}: ${replicas} replicas lie`, client, 'DescribeTopicPartitions', 0, described(topic), {
        see: placement,
      });
    }
  }
}

/** Partitions that are added while a broker is away. */
async function additions({ play, client, when }: Stage, topic: CreatedTopic, lonely: CreatedTopic): Promise<void> {
  for (const version of versions(0, 3)) {
    const add = (label: string, name: string, count: number, replicas: number[][] | null, validateOnly = true) =>
      play.ask(`${when}: ${label}`, client, 'CreatePartitions', version, {
        topics: [{ name, count, assignments: replicas?.map((brokerIds) => ({ brokerIds })) ?? null }],
        timeoutMs: 10_000,
        validateOnly,
      });
    await add('more', topic.name, 2, null);
    await add('more at two, one is away', topic.name, 2, [[3, 1]]);
    await add('more at two who are here', topic.name, 2, [[2, 1]]);
    await add('more at one who is away', lonely.name, 2, [[3]]);
    await add('more at one unknown', lonely.name, 2, [[8]]);
    await add('more at the same twice', topic.name, 2, [[1, 1]]);
    await add('more at too many', topic.name, 2, [[1, 2, 3]]);
    await add('more at none', topic.name, 2, [[]]);
  }
}

/** What brokers say of the cluster. */
async function cluster({ play, client, when }: Stage): Promise<void> {
  for (const version of versions(0, 2)) {
    for (const includeFencedBrokers of version < 2 ? [false] : [false, true]) {
      for (const endpointType of version === 0 ? [1] : [1, 2, 0, -1]) {
        const body = { includeClusterAuthorizedOperations: true, endpointType, includeFencedBrokers };
        await play.ask(`${when}: the cluster`, client, 'DescribeCluster', version, body, {
          see: (answer) => ({ ...answer, controllerId: answer.controllerId > 0 }),
        });
      }
    }
  }
  for (const name of ['3', '03', '+3', '-3', ''])
    for (const resourceType of [4, 8]) {
      const resources = [{ resourceType, resourceName: name, configurationKeys: ['log.cleaner.threads', 'root'] }];
      await play.ask(`${when}: configs of "${name}"`, client, 'DescribeConfigs', 4, { resources });
      const configs = [{ name: 'log.cleaner.threads', configOperation: 0, value: '1' }];
      await play.ask(`${when}: set for "${name}"`, client, 'IncrementalAlterConfigs', 1, {
        resources: [{ resourceType, resourceName: name, configs }],
        validateOnly: true,
      });
    }
}

/** Requests about a partition to one who has no leader to name, or another one. */
async function strangers(stage: Stage, ...topics: readonly CreatedTopic[]): Promise<void> {
  const { play, client, when } = stage;
  for (const [index, topic] of topics.entries()) {
    const of = `${when}: ${index}`;
    for (const version of versions(10, 13))
      await play.ask(`${of}, produce`, client, 'Produce', version, produceBody(topic, batch(['a'])));
    for (const version of versions(11, 18)) {
      for (const currentLeaderEpoch of [-1, 0, 1, 9])
        await play.ask(
          `${of}, epoch ${currentLeaderEpoch}`,
          client,
          'Fetch',
          version,
          fetchBody(topic, { currentLeaderEpoch }),
        );
    }
    const partitions = <T extends object>(more: T) => [{ partitionIndex: 0, partition: 0, ...more }];
    for (const currentLeaderEpoch of [-1, 0, 1, 9]) {
      for (const version of versions(2, 4))
        await play.ask(`${of}, epoch ${currentLeaderEpoch}`, client, 'OffsetForLeaderEpoch', version, {
          replicaId: -1,
          topics: [{ topic: topic.name, partitions: partitions({ currentLeaderEpoch, leaderEpoch: 0 }) }],
        });
      await play.ask(`${of}, epoch ${currentLeaderEpoch}`, client, 'ListOffsets', 7, {
        replicaId: -1,
        isolationLevel: 0,
        timeoutMs: 0,
        topics: [{ name: topic.name, partitions: partitions({ currentLeaderEpoch, timestamp: -1 }) }],
      });
    }
    for (const version of versions(0, 2))
      await play.ask(`${of}, delete`, client, 'DeleteRecords', version, {
        timeoutMs: 1000,
        topics: [{ name: topic.name, partitions: partitions({ offset: 0 }) }],
      });
    await play.ask(`${of}, producers`, client, 'DescribeProducers', 0, {
      topics: [{ name: topic.name, partitionIndexes: [0] }],
    });
    await play.ask(`${of}, metadata`, client, 'Metadata', 13, metadataBody([topic.name]), {
      see: ({ brokers, topics: all }) => ({ brokers, all }),
    });
  }
}

/** Leaders that are wanted while a preferred one is away. */
async function elections({ play, client, when }: Stage, ...topics: readonly CreatedTopic[]): Promise<void> {
  for (const version of versions(0, 2)) {
    for (const electionType of version === 0 ? [0] : [0, 1, 3]) {
      const parts = topics.map(({ name }) => ({ topic: name, partitions: [0, 7] }));
      for (const topicPartitions of [parts, null])
        await play.ask(
          `${when}: leaders of type ${electionType}${topicPartitions === null ? ', all' : ''}`,
          client,
          'ElectLeaders',
          version,
          { electionType, topicPartitions, timeoutMs: 10_000 },
          {
            see: ({ replicaElectionResults, ...rest }) => ({
              ...rest,
              replicaElectionResults: replicaElectionResults.filter(({ topic }) =>
                topics.some(({ name }) => name === topic),
              ),
            }),
          },
        );
    }
  }
}

/** A broker that is away, for an hour or for good, and what can be asked meanwhile. */
export const ONE_AWAY_SCRIPTS: readonly Script[] = [
  {
    name: 'one-away',
    nodes: 3,
    ownCluster: true,
    config: IMPATIENT,
    async run(play) {
      const [one, two] = [await play.connect('raw', 1), await play.connect('raw', 2)];
      const topic = await play.placeTopic(one, 'pair', [[3, 1]]);
      const lonely = await play.placeTopic(one, 'lonely', [[3]]);
      const elsewhere = await play.placeTopic(one, 'elsewhere', [[1]]);
      for (const when of ['stopped', 'killed']) {
        await (when === 'stopped' ? play.nodes.stop(3) : play.nodes.kill(3));
        for (const client of [one, two]) {
          await show(
            play,
            `${when}: led by the other`,
            client,
            topic,
            ({ leaderId, isrNodes }) => leaderId === 1 && isrNodes.length === 1,
          );
          await show(
            play,
            `${when}: led by nobody`,
            client,
            lonely,
            ({ leaderId, offlineReplicas }) => leaderId === -1 && offlineReplicas.length === 1,
          );
        }
        const stage = { play, client: one, when };
        await creations(stage);
        await additions(stage, topic, lonely);
        await cluster(stage);
        await strangers({ ...stage, client: two }, topic, lonely, elsewhere);
        await elections(stage, topic, lonely, elsewhere);
        await play.ask(`${when}: what moves`, one, 'ListPartitionReassignments', 0, ALL);
        await play.nodes.start(3);
        for (const client of [one, two]) {
          await show(play, `${when}, back: in sync`, client, topic, ({ isrNodes }) => isrNodes.length === 2);
          await show(play, `${when}, back: led again`, client, lonely, ({ leaderId }) => leaderId === 3);
        }
        const three = await play.connect('raw', 3);
        await elections({ ...stage, when: `${when}, back` }, topic, lonely);
        for (const client of [one, two, three])
          await show(play, `${when}, back: led by the preferred one`, client, topic, ({ leaderId }) => leaderId === 3);
        await strangers({ play, client: three, when: `${when}, back` }, topic, lonely, elsewhere);
      }
    },
  },
];

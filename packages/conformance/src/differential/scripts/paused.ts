import type { CreatedTopic, Play, Script } from '../play.ts';
import type { Answer, RawClient } from '../raw-client.ts';
import { batch, fetchBody, metadataBody, produceBody, versions } from './shapes.ts';

/** Short sessions: a broker that does not answer is given up soon. */
const IMPATIENT = { 'broker.session.timeout.ms': '2500', 'broker.heartbeat.interval.ms': '250' };

type Partition = Answer<'DescribeTopicPartitions'>['topics'][number]['partitions'][number];

function described({ name }: { readonly name: string }) {
  return { topics: [{ name }], responsePartitionLimit: 100, cursor: null };
}

async function show(
  play: Play,
  label: string,
  client: RawClient,
  topic: CreatedTopic,
  isSo: (partition: Partition) => boolean,
): Promise<void> {
  await play.until(client, 'DescribeTopicPartitions', 0, described(topic), ({ topics }) => {
    return (topics[0]?.partitions ?? []).every(isSo);
  });
  await play.ask(label, client, 'DescribeTopicPartitions', 0, described(topic));
}

/** Waits until a broker knows what the controller has written: a new topic comes behind it. Another may be paused. */
async function caughtUp(play: Play, client: RawClient): Promise<void> {
  const name = play.name(`marker-${play.steps.length}`);
  const assignments = [{ partitionIndex: 0, brokerIds: [1] }];
  const topic = { name, numPartitions: -1, replicationFactor: -1, assignments, configs: [] };
  await client.ask('CreateTopics', 7, { topics: [topic], timeoutMs: 10_000, validateOnly: false });
  await play.until(
    client,
    'DescribeTopicPartitions',
    0,
    described({ name }),
    ({ topics }) => topics[0]?.errorCode === 0,
  );
}

async function setMinInsync(play: Play, client: RawClient, topic: CreatedTopic, value: string): Promise<void> {
  const configs = [{ name: 'min.insync.replicas', configOperation: 0, value }];
  await play.ask(`min.insync.replicas=${value}`, client, 'IncrementalAlterConfigs', 1, {
    resources: [{ resourceType: 2, resourceName: topic.name, configs }],
    validateOnly: false,
  });
  await caughtUp(play, client);
}

/** What is written to a topic with as many in sync as there are. */
async function produces(play: Play, when: string, client: RawClient, topic: CreatedTopic): Promise<void> {
  for (const version of versions(3, 13))
    for (const acks of [-1, 1, 2])
      await play.ask(`${when}, acks=${acks}`, client, 'Produce', version, produceBody(topic, batch(['a']), { acks }));
}

async function tooFewInSync(play: Play): Promise<void> {
  const [one, three] = [await play.connect('raw', 1), await play.connect('raw', 3)];
  const topic = await play.placeTopic(one, 't', [[1, 2, 3]], { 'min.insync.replicas': '2' });
  const pair = await play.placeTopic(one, 'pair', [[2, 3]]);
  const alone = await play.placeTopic(one, 'alone', [[2]]);
  await produces(play, 'three in sync', one, topic);
  await setMinInsync(play, one, topic, '4');
  await produces(play, 'three in sync, four wanted', one, topic);
  await setMinInsync(play, one, topic, '3');
  await produces(play, 'three in sync, three wanted', one, topic);
  await play.nodes.pause(2);
  for (const client of [one, three]) {
    await show(play, 'one is paused', client, topic, ({ isrNodes }) => isrNodes.length === 2);
    await show(play, 'its leader is paused', client, pair, ({ leaderId }) => leaderId === 3);
    await show(play, 'its only replica is paused', client, alone, ({ leaderId }) => leaderId === -1);
  }
  await produces(play, 'two in sync, three wanted', one, topic);
  await setMinInsync(play, one, topic, '2');
  await produces(play, 'two in sync, two wanted', one, topic);
  for (const client of [one, three]) {
    await play.ask(
      'one is paused: metadata',
      client,
      'Metadata',
      13,
      metadataBody([topic.name, pair.name, alone.name]),
      {
        see: ({ brokers, topics }) => ({ brokers, topics }),
      },
    );
    const body = { includeClusterAuthorizedOperations: false, endpointType: 1, includeFencedBrokers: true };
    await play.ask('one is paused: the cluster', client, 'DescribeCluster', 2, body, {
      see: ({ brokers }) => brokers,
    });
    for (const each of [pair, alone])
      await play.ask('who leads', client, 'Produce', 13, produceBody(each, batch(['a'])));
  }
  for (const replicas of [[2], [3]]) {
    const move = (to: number[] | null) => ({
      timeoutMs: 10_000,
      topics: [{ name: pair.name, partitions: [{ partitionIndex: 0, replicas: to }] }],
    });
    await play.ask(`to ${replicas.join()}`, one, 'AlterPartitionReassignments', 1, move(replicas));
    await play.ask('what moves', one, 'ListPartitionReassignments', 0, { timeoutMs: 10_000, topics: null });
    for (const timeoutMs of [10_000, 0, -1])
      await play.ask(`what moves, named twice, in ${timeoutMs} ms`, one, 'ListPartitionReassignments', 0, {
        timeoutMs,
        topics: [
          { name: pair.name, partitionIndexes: [5, 0, 0, -1] },
          { name: play.name('nope'), partitionIndexes: [0] },
          { name: pair.name, partitionIndexes: [] },
          { name: pair.name, partitionIndexes: [0] },
        ],
      });
    await play.ask('no more', one, 'AlterPartitionReassignments', 1, move(null));
    await play.until(one, 'ListPartitionReassignments', 0, { timeoutMs: 10_000, topics: null }, ({ topics }) => {
      return topics.length === 0;
    });
    await caughtUp(play, one);
    await play.ask('where it lies', one, 'DescribeTopicPartitions', 0, described(pair));
  }
  await play.nodes.resume(2);
  await show(play, 'it is back', one, topic, ({ isrNodes }) => isrNodes.length === 3);
  await show(play, 'it leads again', one, alone, ({ leaderId }) => leaderId === 2);
  await setMinInsync(play, one, topic, '3');
  await produces(play, 'three in sync again', one, topic);
}

/** Which follower is named to a client in a rack, and which is not. */
async function racks(play: Play): Promise<void> {
  const [one, two] = [await play.connect('raw', 1), await play.connect('raw', 2)];
  const topic = await play.placeTopic(one, 't', [
    [1, 2],
    [1, 3],
    [2, 1],
    [1, 2],
  ]);
  for (const index of [0, 1])
    await play.ask('produce', one, 'Produce', 11, produceBody(topic, batch(['a', 'b']), { index }));
  const all = (rackId: string, over: object = {}) => ({
    ...fetchBody(topic),
    topics: [
      {
        topic: topic.name,
        topicId: topic.topicId,
        partitions: [0, 1, 2, 3, 9].map((partition) => ({ partition, fetchOffset: 0, partitionMaxBytes: 1000 })),
      },
    ],
    rackId,
    ...over,
  });
  const look = async (when: string, clients: readonly (readonly [string, RawClient])[]): Promise<void> => {
    for (const [at, client] of clients)
      for (const version of versions(11, 18))
        for (const rackId of ['', 'a', 'b', 'c', 'B', ' b'])
          await play.ask(`${when}, at ${at}, from "${rackId}"`, client, 'Fetch', version, all(rackId));
  };
  const both = [['one', one] as const, ['two', two] as const];
  const hasAll = ({ responses }: Answer<'Fetch'>): boolean => responses[0]?.partitions[0]?.highWatermark === 2;
  await play.until(two, 'Fetch', 12, fetchBody(topic), hasAll);
  // A follower is named once the leader knows that it has what is asked for: it has fetched behind the last record.
  await play.until(await play.connect('raw', 3), 'Fetch', 12, fetchBody(topic, { partition: 1 }), hasAll);
  await look('all are there', both);
  for (const version of versions(12, 18))
    for (const isolationLevel of [0, 1])
      await play.ask(`isolation ${isolationLevel}`, one, 'Fetch', version, all('b', { isolationLevel }));
  await play.nodes.stop(3);
  const isAway = ({ replicaNodes, isrNodes }: Partition): boolean => !replicaNodes.includes(3) || !isrNodes.includes(3);
  for (const [, client] of both) await show(play, 'one is away', client, topic, isAway);
  await look('one is away', both);
  await play.nodes.start(3);
  for (const [, client] of both)
    await show(play, 'one is back', client, topic, ({ isrNodes }) => isrNodes.length === 2);
}

/** What is answered while a broker is paused, or is away from its rack. */
export const PAUSED_SCRIPTS: readonly Script[] = [
  { name: 'too-few-in-sync', nodes: 3, ownCluster: true, config: IMPATIENT, run: tooFewInSync },
  {
    name: 'racks',
    nodes: 3,
    racks: ['a', 'b', 'c'],
    ownCluster: true,
    config: {
      ...IMPATIENT,
      'replica.selector.class': 'org.apache.kafka.common.replica.RackAwareReplicaSelector',
    },
    run: racks,
  },
];

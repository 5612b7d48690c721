import type { Play, Script } from '../play.ts';
import type { Answer, RawClient } from '../raw-client.ts';
import { batch, fetchBody, metadataBody, produceBody, versions } from './shapes.ts';

/** Short sessions: a broker that does not answer is given up soon. Heartbeats are of no concern to us. */
const IMPATIENT = { 'broker.session.timeout.ms': '2500', 'broker.heartbeat.interval.ms': '250' };

type Partition = Answer<'DescribeTopicPartitions'>['topics'][number]['partitions'][number];

function described(name: string) {
  return { topics: [{ name }], responsePartitionLimit: 100, cursor: null };
}

/** Waits until a broker shows a partition so, then writes down what it shows. */
async function show(
  play: Play,
  label: string,
  client: RawClient,
  topic: { name: string },
  isSo: (partition: Partition) => boolean = () => true,
): Promise<void> {
  await play.until(client, 'DescribeTopicPartitions', 0, described(topic.name), (answer) =>
    (answer.topics[0]?.partitions ?? []).every(isSo),
  );
  await play.ask(label, client, 'DescribeTopicPartitions', 0, described(topic.name));
}

/** In this order. The controller is done first; the broker that is asked hears of it a moment later. */
function hasReplicas(...ids: readonly number[]) {
  return ({ replicaNodes }: Partition): boolean => replicaNodes.join() === ids.join();
}

function offsetsBody(topic: { name: string }, timestamp: number) {
  return {
    replicaId: -1,
    isolationLevel: 0,
    timeoutMs: 0,
    topics: [{ name: topic.name, partitions: [{ partitionIndex: 0, timestamp }] }],
  };
}

function moveBody(topic: { name: string }, replicas: readonly number[] | null) {
  const partitions = [{ partitionIndex: 0, replicas: replicas === null ? null : [...replicas] }];
  return { timeoutMs: 10_000, topics: [{ name: topic.name, partitions }] };
}

function electBody(topic: { name: string }, electionType = 0) {
  return { electionType, topicPartitions: [{ topic: topic.name, partitions: [0] }], timeoutMs: 10_000 };
}

const ALL = { timeoutMs: 10_000, topics: null };

/** Brokers that stop, followers that fall behind, and reading from the closest replica. */
export const REPLICATION_SCRIPTS: readonly Script[] = [
  {
    name: 'failover',
    nodes: 3,
    ownCluster: true,
    config: IMPATIENT,
    async run(play) {
      const [one, two] = [await play.connect('raw', 1), await play.connect('raw', 2)];
      const three = await play.connect('raw', 3);
      const topic = await play.placeTopic(one, 't', [[1, 2, 3]], { 'min.insync.replicas': '2' });
      const alone = await play.placeTopic(one, 'alone', [[1]]);
      await play.ask('to the leader', one, 'Produce', 11, produceBody(topic, batch(['a'])));
      for (const version of versions(3, 13)) {
        await play.ask('to a follower', two, 'Produce', version, produceBody(topic, batch(['a'])));
        await play.ask('without a replica', two, 'Produce', version, produceBody(alone, batch(['a'])));
      }
      for (const version of versions(4, 18)) {
        await play.ask('without a replica', two, 'Fetch', version, fetchBody(alone));
        if (version < 11) await play.ask('from a follower', two, 'Fetch', version, fetchBody(topic));
      }
      await play.nodes.stop(1);
      await show(play, 'without the first', three, topic, ({ offlineReplicas }) => offlineReplicas.includes(1));
      await show(play, 'without its only replica', three, alone, ({ offlineReplicas }) => offlineReplicas.includes(1));
      for (const version of versions(0, 13)) {
        await play.ask('without the first', three, 'Metadata', version, metadataBody([topic.name, alone.name]), {
          see: ({ brokers, topics }) => ({ brokers, topics }),
        });
      }
      await show(play, 'the next leader', two, topic, ({ offlineReplicas }) => offlineReplicas.includes(1));
      for (const version of versions(12, 18)) {
        await play.ask('an old epoch', two, 'Fetch', version, fetchBody(topic, { currentLeaderEpoch: 0 }));
        await play.ask('an epoch to come', two, 'Fetch', version, fetchBody(topic, { currentLeaderEpoch: 7 }));
      }
      for (const version of versions(10, 13))
        await play.ask('without a leader', two, 'Produce', version, produceBody(alone, batch(['a'])));
      for (const version of versions(1, 11))
        await play.ask('without a leader', two, 'ListOffsets', version, offsetsBody(alone, -1));
      await play.ask('to the next leader', two, 'Produce', 11, produceBody(topic, batch(['b'])));
      const knows = ({ responses }: Answer<'Fetch'>): boolean => responses[0]?.partitions[0]?.highWatermark === 2;
      await play.until(three, 'Fetch', 12, fetchBody(topic), knows);
      await play.nodes.stop(2);
      await show(play, 'the last one', three, topic, ({ offlineReplicas }) => offlineReplicas.includes(2));
      await play.ask('to all, who are too few', three, 'Produce', 11, produceBody(topic, batch(['c'])));
      const toOne = produceBody(topic, batch(['d']), { acks: 1 });
      await play.ask('to one, though they are too few', three, 'Produce', 11, toOne);
      await play.ask('what is not certain', three, 'Fetch', 12, fetchBody(topic, { fetchOffset: 2 }));
      await play.ask('the end that is certain', three, 'ListOffsets', 5, offsetsBody(topic, -1));
      for (const version of versions(0, 2)) {
        await play.ask('the preferred one is away', three, 'ElectLeaders', version, electBody(topic));
        if (version > 0) {
          await play.ask('nobody is there', three, 'ElectLeaders', version, electBody(alone, 1));
          await play.ask('somebody leads', three, 'ElectLeaders', version, electBody(topic, 1));
        }
        await play.ask('nobody is preferred', three, 'ElectLeaders', version, electBody(alone));
      }
      await play.nodes.start(2);
      await show(play, 'the second is back', three, topic, ({ isrNodes }) => isrNodes.includes(2));
      await play.ask('what is certain now', three, 'Fetch', 12, fetchBody(topic, { fetchOffset: 2 }));
      await play.nodes.start(1);
      await show(play, 'the first is back', three, topic, ({ isrNodes }) => isrNodes.includes(1));
      await show(play, 'a leader for the lonely one', three, alone, ({ leaderId }) => leaderId === 1);
      await play.ask('the preferred one', three, 'ElectLeaders', 2, electBody(topic));
      await show(play, 'as it was', three, topic, ({ leaderId }) => leaderId === 1);
    },
  },
  {
    name: 'held-back',
    nodes: 3,
    ownCluster: true,
    config: IMPATIENT,
    async run(play) {
      const [one, two] = [await play.connect('raw', 1), await play.connect('raw', 2)];
      const topic = await play.placeTopic(one, 't', [[1, 2, 3]]);
      const strict = await play.placeTopic(one, 'strict', [[1, 2, 3]], { 'min.insync.replicas': '3' });
      const moved = await play.placeTopic(one, 'moved', [[1, 2, 3]]);
      const growing = await play.placeTopic(one, 'growing', [[1, 2]]);
      const changing = await play.placeTopic(one, 'changing', [[1, 2]]);
      for (const each of [topic, strict, moved])
        await play.ask('at first', one, 'Produce', 11, produceBody(each, batch(['a'])));
      await play.nodes.pause(3);
      await play.ask('to one', one, 'Produce', 11, produceBody(moved, batch(['b']), { acks: 1 }));
      for (const version of [3, 9, 10, 13]) {
        const body = { ...produceBody(topic, batch(['d'])), timeoutMs: 20 };
        await play.ask('to all, in no time', one, 'Produce', version, body);
      }
      await play.ask('what is certain', one, 'Fetch', 12, fetchBody(topic, { fetchOffset: 0 }));
      await play.ask('what is not', one, 'Fetch', 12, fetchBody(topic, { fetchOffset: 1 }));
      await play.ask('too far', one, 'Fetch', 12, fetchBody(topic, { fetchOffset: 9 }));
      const patiently = (each: typeof topic) => ({ ...produceBody(each, batch(['c'])), timeoutMs: 30_000 });
      const waiting = play.send(await play.connect(), 'Produce', 11, patiently(topic));
      const waitingStrictly = play.send(await play.connect(), 'Produce', 11, patiently(strict));
      await one.ask('AlterPartitionReassignments', 0, moveBody(moved, [2, 1, 3]));
      await one.ask('ElectLeaders', 2, electBody(moved));
      const isLed = ({ topics }: Answer<'ListOffsets'>): boolean => topics[0]?.partitions[0]?.errorCode === 0;
      await play.until(two, 'ListOffsets', 5, offsetsBody(moved, -2), isLed);
      for (const version of versions(1, 11)) {
        for (const timestamp of [-1, -2, 1_600_000_000_000, 1_900_000_000_000])
          await play.ask(`not known yet: ${timestamp}`, two, 'ListOffsets', version, offsetsBody(moved, timestamp));
      }
      await play.answer('to all, patiently', waiting);
      await show(play, 'shut out', one, topic, ({ offlineReplicas }) => offlineReplicas.includes(3));
      await show(play, 'shut out of too few', one, strict, ({ offlineReplicas }) => offlineReplicas.includes(3));
      await play.ask('to all, who are too few', one, 'Produce', 11, produceBody(strict, batch(['e'])));
      await play.ask('grow', one, 'AlterPartitionReassignments', 1, moveBody(growing, [1, 2, 3]));
      await play.ask('change', one, 'AlterPartitionReassignments', 1, moveBody(changing, [3, 2]));
      await play.ask('all that moves', one, 'ListPartitionReassignments', 0, ALL);
      await play.ask('one that moves', one, 'ListPartitionReassignments', 0, {
        timeoutMs: 10_000,
        topics: [growing, topic].map(({ name }) => ({ name, partitionIndexes: [0, 1] })),
      });
      await show(play, 'growing', one, growing, ({ replicaNodes }) => replicaNodes.includes(3));
      await show(play, 'changing', one, changing, ({ replicaNodes }) => replicaNodes.includes(3));
      const more = {
        topics: [{ name: growing.name, count: 2, assignments: null }],
        timeoutMs: 10_000,
        validateOnly: true,
      };
      await play.ask('more partitions meanwhile', one, 'CreatePartitions', 3, more);
      await play.ask('something else', one, 'AlterPartitionReassignments', 1, moveBody(changing, [2, 1]));
      await play.ask('of that', one, 'ListPartitionReassignments', 0, ALL);
      for (const replicas of [[1, 3], [1], [1, 2, 3]]) {
        const body = { ...moveBody(growing, replicas), allowReplicationFactorChange: false };
        await play.ask(`to ${replicas.join()}, as many as before`, one, 'AlterPartitionReassignments', 1, body);
      }
      await play.ask('of that', one, 'ListPartitionReassignments', 0, ALL);
      await play.ask('cancel', one, 'AlterPartitionReassignments', 1, moveBody(growing, null));
      await play.ask('cancel again', one, 'AlterPartitionReassignments', 0, moveBody(growing, null));
      await play.ask('cancelled', one, 'ListPartitionReassignments', 0, ALL);
      await show(play, 'changing, still', one, changing, hasReplicas(2, 1, 3));
      await play.nodes.resume(3);
      await play.answer('to all, who were too few', waitingStrictly);
      await show(play, 'back', one, topic, ({ isrNodes }) => isrNodes.length === 3);
      await show(play, 'back among enough', one, strict, ({ isrNodes }) => isrNodes.length === 3);
      await play.ask('cancel that, too', one, 'AlterPartitionReassignments', 1, moveBody(changing, null));
      await play.until(one, 'ListPartitionReassignments', 0, ALL, ({ topics }) => topics.length === 0);
      await show(play, 'no longer growing', one, growing, hasReplicas(1, 2));
      await show(play, 'no longer changing', one, changing, hasReplicas(2, 1));
    },
  },
  {
    name: 'unclean-election',
    nodes: 3,
    ownCluster: true,
    config: IMPATIENT,
    async run(play) {
      const [one, three] = [await play.connect('raw', 1), await play.connect('raw', 3)];
      const topic = await play.placeTopic(one, 't', [[1, 3]]);
      const loose = await play.placeTopic(one, 'loose', [[1, 3]], { 'unclean.leader.election.enable': 'true' });
      const both = [topic, loose];
      for (const each of both) await play.ask('at first', one, 'Produce', 11, produceBody(each, batch(['a'])));
      await play.nodes.pause(3);
      await show(play, 'alone', one, topic, ({ isrNodes }) => isrNodes.length === 1);
      for (const each of both) await play.ask('to the last one', one, 'Produce', 11, produceBody(each, batch(['b'])));
      await play.nodes.stop(1);
      await play.nodes.resume(3);
      const isAlone = ({ leaderId, offlineReplicas }: Partition): boolean =>
        leaderId === -1 && offlineReplicas.join() === '1';
      await show(play, 'nobody in sync', three, topic, isAlone);
      await show(play, 'rather somebody than nobody', three, loose, ({ leaderId }) => leaderId === 3);
      await play.ask('nobody preferred', three, 'ElectLeaders', 2, electBody(topic));
      await play.ask('anybody', three, 'ElectLeaders', 2, electBody(topic, 1));
      await show(play, 'somebody', three, topic, ({ leaderId }) => leaderId === 3);
      for (const each of both) {
        await play.settle(three, 'ListOffsets', 5, offsetsBody(each, -1));
        await play.ask('the end', three, 'ListOffsets', 5, offsetsBody(each, -1));
        await play.ask('what is lost', three, 'Fetch', 12, fetchBody(each, { fetchOffset: 2 }));
        await play.ask('anew', three, 'Produce', 11, produceBody(each, batch(['c'])));
        const lost = fetchBody(each, { fetchOffset: 2, lastFetchedEpoch: 0 });
        await play.ask('another history', three, 'Fetch', 12, lost);
        await play.ask('the history', three, 'Fetch', 12, fetchBody(each));
      }
      await play.nodes.start(1);
      await show(play, 'in sync again', three, topic, ({ isrNodes }) => isrNodes.length === 2);
      await play.ask('everybody has the same', three, 'Fetch', 12, fetchBody(topic));
    },
  },
  {
    name: 'closest-replica',
    nodes: 3,
    racks: ['a', 'b', 'b'],
    config: { 'replica.selector.class': 'org.apache.kafka.common.replica.RackAwareReplicaSelector' },
    async run(play) {
      const [one, two] = [await play.connect('raw', 1), await play.connect('raw', 2)];
      const topic = await play.placeTopic(one, 't', [[1, 2, 3]]);
      const pair = await play.placeTopic(one, 'pair', [[1, 2]]);
      for (const each of [topic, pair])
        await play.ask('at first', one, 'Produce', 11, produceBody(each, batch(['a', 'b'])));
      for (const version of versions(10, 18)) {
        const racks = version < 11 ? [''] : ['', 'a', 'b', 'c'];
        for (const rackId of racks)
          await play.ask(`from rack "${rackId}"`, one, 'Fetch', version, { ...fetchBody(pair), rackId });
        if (version < 11) continue;
        const near = (shape: Parameters<typeof fetchBody>[1] = {}) => ({ ...fetchBody(pair, shape), rackId: 'b' });
        // Of two that have the same, Kafka takes the one that caught up last.
        await play.ask(
          'two in the rack',
          one,
          'Fetch',
          version,
          { ...fetchBody(topic), rackId: 'b' },
          {
            see: ({ responses }) => [2, 3].includes(responses[0]?.partitions[0]?.preferredReadReplica ?? -1),
          },
        );
        await play.ask('too far', one, 'Fetch', version, near({ fetchOffset: 9 }));
        await play.ask('at the end', one, 'Fetch', version, near({ fetchOffset: 2 }));
        await play.ask('at the end, waiting', one, 'Fetch', version, near({ fetchOffset: 2, maxWaitMs: 300 }));
        await play.ask('before the start', one, 'Fetch', version, near({ fetchOffset: -1 }));
        await play.ask('an epoch to come', one, 'Fetch', version, near({ currentLeaderEpoch: 7 }));
        const isThere = ({ responses }: Answer<'Fetch'>): boolean => responses[0]?.partitions[0]?.highWatermark === 2;
        await play.until(two, 'Fetch', version, near(), isThere);
        await play.ask('from the follower', two, 'Fetch', version, near());
        await play.ask('from the follower, too far', two, 'Fetch', version, near({ fetchOffset: 9 }));
        await play.ask('from the follower, at the end', two, 'Fetch', version, near({ fetchOffset: 2 }));
        await play.ask('from the follower, an epoch to come', two, 'Fetch', version, near({ currentLeaderEpoch: 7 }));
        const session = await play.ask('a session', one, 'Fetch', version, near({ sessionEpoch: 0 }));
        const next = { ...near({ sessionId: session?.sessionId ?? 0, sessionEpoch: 1 }), topics: [] };
        await play.ask('the session goes on', one, 'Fetch', version, next);
      }
      await play.ask('racks', one, 'Metadata', 12, metadataBody([topic.name]), {
        see: ({ brokers }) => brokers.map(({ nodeId, rack }) => ({ nodeId, rack })),
      });
    },
  },
];

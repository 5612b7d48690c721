import type { Play, Script } from '../play.ts';
import type { Answer, RawClient } from '../raw-client.ts';

type Partition = Answer<'DescribeTopicPartitions'>['topics'][number]['partitions'][number];

/** Waits until a broker shows every partition so, then writes down what it shows. */
async function show(
  play: Play,
  label: string,
  client: RawClient,
  topic: { name: string },
  isSo: (partition: Partition) => boolean,
): Promise<void> {
  const body = { topics: [{ name: topic.name }], responsePartitionLimit: 100, cursor: null };
  await play.until(client, 'DescribeTopicPartitions', 0, body, (answer) =>
    (answer.topics[0]?.partitions ?? []).every(isSo),
  );
  await play.ask(label, client, 'DescribeTopicPartitions', 0, body);
}

/** The controller lets preferred replicas lead again, by itself. */
export const LEADER_BALANCE_SCRIPTS: readonly Script[] = [
  {
    name: 'leader-balance',
    nodes: 3,
    ownCluster: true,
    config: { 'leader.imbalance.check.interval.seconds': '1' },
    async run(play) {
      const client = await play.connect('raw', 1);
      // One partition of so many is far below the ten percent that counted in ZooKeeper's days.
      const others = Array.from({ length: 30 }, () => [1, 2]);
      const topic = await play.placeTopic(client, 't', [[3, 1], ...others]);
      await play.nodes.stop(3);
      const isWithoutThree = ({ isrNodes, offlineReplicas, replicaNodes }: Partition): boolean =>
        !isrNodes.includes(3) && offlineReplicas.includes(3) === replicaNodes.includes(3);
      await show(play, 'its preferred leader is away', client, topic, isWithoutThree);
      await play.nodes.start(3);
      const isPreferred = ({ leaderId, replicaNodes }: Partition): boolean => leaderId === replicaNodes[0];
      await show(play, 'it is back, and leads', client, topic, isPreferred);
      const reordered = { partitionIndex: 5, replicas: [2, 1] };
      await play.ask('another one is preferred', client, 'AlterPartitionReassignments', 1, {
        timeoutMs: 10_000,
        topics: [{ name: topic.name, partitions: [reordered] }],
      });
      const leads = (partition: Partition): boolean =>
        isPreferred(partition) && (partition.partitionIndex !== 5 || partition.leaderId === 2);
      await show(play, 'and leads', client, topic, leads);
    },
  },
];

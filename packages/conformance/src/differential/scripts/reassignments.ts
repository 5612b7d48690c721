import type { Play, Script } from '../play.ts';
import type { Answer } from '../raw-client.ts';
import { versions } from './shapes.ts';

/** Several parts of one request to move replicas: null cancels. */
function moves(name: string, ...replicas: (readonly number[] | null)[]) {
  return {
    name,
    partitions: replicas.map((ids, partitionIndex) => ({ partitionIndex, replicas: ids === null ? null : [...ids] })),
  };
}

/** Nothing is moving any more. */
const NOTHING_MOVES = ({ topics }: { topics: readonly unknown[] }): boolean => topics.length === 0;

function isInSync({
  isrNodes,
  replicaNodes,
}: Answer<'DescribeTopicPartitions'>['topics'][number]['partitions'][number]) {
  return isrNodes.length === replicaNodes.length;
}

/** AlterPartitionReassignments, ListPartitionReassignments and ElectLeaders where nobody is stopped. */
export const REASSIGNMENT_SCRIPTS: readonly Script[] = [
  ...([1, 3] as const).map((nodes): Script => {
    return {
      name: `reassignments-${nodes}`,
      nodes,
      async run(play) {
        const client = await play.connect();
        const all = { timeoutMs: 10_000, topics: null };
        for (const version of versions(0, 1)) {
          const ask = (label: string, topics: readonly unknown[], allowReplicationFactorChange = true) =>
            play.ask(label, client, 'AlterPartitionReassignments', version, {
              timeoutMs: 10_000,
              ...(version >= 1 ? { allowReplicationFactorChange } : {}),
              topics: topics as ReturnType<typeof moves>[],
            });
          const replicas = nodes === 1 ? [1] : [1, 2];
          const topic = await play.placeTopic(client, `t-v${version}`, [replicas, replicas]);
          // The controller is done first; the broker that is asked hears of it a moment later.
          const settled = async (label: string, expected: readonly number[]): Promise<void> => {
            await play.until(client, 'ListPartitionReassignments', 0, all, NOTHING_MOVES);
            await play.until(client, 'DescribeTopicPartitions', 0, described(topic.name), (answer) => {
              const [first, ...others] = answer.topics[0]?.partitions ?? [];
              return first?.replicaNodes.join() === expected.join() && [first, ...others].every(isInSync);
            });
            await play.ask(label, client, 'DescribeTopicPartitions', 0, described(topic.name));
          };
          await ask('nothing', []);
          await ask('no partitions', [moves(topic.name)]);
          await ask('cancel what is not there', [moves(topic.name, null, null)]);
          await ask('cancel an unknown topic', [moves(play.name('nope'), null)]);
          await ask('cancel an unknown partition', [moves(topic.name, null, null, null)]);
          await ask('an unknown topic', [moves(play.name('nope'), [1])]);
          await ask('an unknown partition', [moves(topic.name, replicas, replicas, [1])]);
          await ask('a bad name', [moves('a/b', [1])]);
          await ask('a negative partition', [
            { name: topic.name, partitions: [{ partitionIndex: -1, replicas: [1] }] },
          ]);
          await ask('an unknown broker', [moves(topic.name, [7])]);
          await ask('a negative broker', [moves(topic.name, [-1])]);
          await ask('a broker twice', [moves(topic.name, [1, 1])]);
          await ask('no replicas', [moves(topic.name, [])]);
          await ask('as it is', [moves(topic.name, replicas)]);
          await ask('a partition twice', [
            { name: topic.name, partitions: [0, 0].map((partitionIndex) => ({ partitionIndex, replicas })) },
          ]);
          await ask('a topic twice', [moves(topic.name, replicas), moves(topic.name, replicas)]);
          await settled('after what changes nothing', replicas);
          if (nodes === 1) continue;
          await ask('another order', [moves(topic.name, [2, 1])]);
          await settled('in another order', [2, 1]);
          await ask('one more', [moves(topic.name, [2, 1, 3])]);
          await settled('with one more', [2, 1, 3]);
          await ask('the leader away', [moves(topic.name, [2, 3])]);
          await settled('without the leader', [2, 3]);
          await ask('all others', [moves(topic.name, [1])]);
          await settled('elsewhere', [1]);
          if (version < 1) continue;
          await ask('one more, though the number is to stay', [moves(topic.name, [1, 2])], false);
          await ask('one less, though the number is to stay', [moves(topic.name, replicas, [1])], false);
          await ask('another, as the number stays', [moves(topic.name, [3])], false);
          await settled('with the number kept', [3]);
        }
        const topic = play.name('t-v0');
        const list = (label: string, topics: { name: string; partitionIndexes: number[] }[] | null) =>
          play.ask(label, client, 'ListPartitionReassignments', 0, { timeoutMs: 10_000, topics });
        await list('of all', null);
        await list('of none', []);
        await list('of a topic', [{ name: topic, partitionIndexes: [0, 1] }]);
        await list('of no partition', [{ name: topic, partitionIndexes: [] }]);
        await list('of an unknown partition', [{ name: topic, partitionIndexes: [9, -1] }]);
        await list('of an unknown topic', [{ name: play.name('nope'), partitionIndexes: [0] }]);
        await list(
          'of a topic twice',
          [topic, topic].map((name) => ({ name, partitionIndexes: [0] })),
        );
      },
    };
  }),
  ...([1, 3] as const).map((nodes): Script => {
    return {
      name: `elections-${nodes}`,
      nodes,
      async run(play) {
        const client = await play.connect();
        const replicas = nodes === 1 ? [1] : [1, 2, 3];
        for (const version of versions(0, 2)) {
          const topic = await play.placeTopic(client, `t-v${version}`, [replicas, replicas]);
          for (const electionType of version === 0 ? [0] : [0, 1, 5, -1]) {
            const ask = (
              label: string,
              topicPartitions: { topic: string; partitions: number[] }[] | null,
              timeoutMs = 10_000,
            ) =>
              play.ask(
                `${label}, type ${electionType}`,
                client,
                'ElectLeaders',
                version,
                { electionType, topicPartitions, timeoutMs },
                { see: ownTopics(play) },
              );
            await ask('all', null);
            await ask('none', []);
            await ask('where it is not needed', [{ topic: topic.name, partitions: [0, 1] }]);
            await ask('no partition', [{ topic: topic.name, partitions: [] }]);
            await ask('an unknown partition', [{ topic: topic.name, partitions: [0, 7, -1] }]);
            await ask('an unknown topic', [{ topic: play.name('nope'), partitions: [0] }]);
            await ask('a bad name', [{ topic: 'a/b', partitions: [0] }]);
            await ask('a partition twice', [{ topic: topic.name, partitions: [1, 1] }]);
            await ask('a topic twice', [
              { topic: topic.name, partitions: [0] },
              { topic: topic.name, partitions: [1] },
            ]);
            await ask('no time', [{ topic: topic.name, partitions: [0] }], 0);
          }
          if (nodes === 1) continue;
          const prefer = async (ids: number[]): Promise<void> => {
            await client.ask('AlterPartitionReassignments', 0, {
              timeoutMs: 10_000,
              topics: [moves(topic.name, ids, ids)],
            });
            await play.until(
              client,
              'ListPartitionReassignments',
              0,
              { timeoutMs: 10_000, topics: null },
              NOTHING_MOVES,
            );
          };
          const elect = async (
            label: string,
            preferred: number[],
            partitions: number[] | null,
            leaders: number[],
          ): Promise<void> => {
            await prefer(preferred);
            const topicPartitions = partitions === null ? null : [{ topic: topic.name, partitions }];
            const body = { electionType: 0, topicPartitions, timeoutMs: 10_000 };
            await play.ask(label, client, 'ElectLeaders', version, body, { see: ownTopics(play) });
            await play.until(
              client,
              'DescribeTopicPartitions',
              0,
              described(topic.name),
              (answer) => answer.topics[0]?.partitions.map(({ leaderId }) => leaderId).join() === leaders.join(),
            );
            await play.ask(`${label}: then`, client, 'DescribeTopicPartitions', 0, described(topic.name));
          };
          await elect('another is preferred', [2, 1, 3], [0], [2, 1]);
          await elect('others are preferred, all', [3, 2, 1], null, [3, 3]);
          await prefer([1, 2, 3]);
          await client.ask('ElectLeaders', 2, { electionType: 0, topicPartitions: null, timeoutMs: 10_000 });
        }
      },
    };
  }),
];

function described(name: string) {
  return { topics: [{ name }], responsePartitionLimit: 100, cursor: null };
}

/** Without the topics of other scripts on the same cluster. */
function ownTopics(play: Play) {
  return (answer: Answer<'ElectLeaders'>): Answer<'ElectLeaders'> => ({
    ...answer,
    replicaElectionResults: answer.replicaElectionResults.filter(
      ({ topic }) => topic.startsWith(play.name('')) || topic === 'a/b',
    ),
  });
}

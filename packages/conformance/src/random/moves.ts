import type { ActionOf } from './action.ts';
import { settleMoves } from './settle.ts';
import type { World } from './world.ts';

const TIMEOUT_MS = 10_000;

/** What is asked where there are several brokers. */
type Move = ActionOf<'reassign' | 'list-reassignments' | 'elect' | 'describe-producers' | 'describe-log-dirs'>;

export function performMove(world: World, action: Move): Promise<void> {
  switch (action.do) {
    case 'reassign':
      return reassign(world, action);
    case 'list-reassignments':
      return listReassignments(world, action);
    case 'elect':
      return elect(world, action);
    case 'describe-producers':
      return describeProducers(world, action);
    case 'describe-log-dirs':
      return describeLogDirs(world, action);
  }
}

/** AlterPartitionReassignments; what it begins is waited for. */
async function reassign(world: World, action: ActionOf<'reassign'>): Promise<void> {
  const { connection, version, topic, keepsCount = false } = action;
  const partitions = action.partitions.map(({ partition, replicas }) => ({
    partitionIndex: partition,
    replicas: replicas === null ? null : [...replicas],
  }));
  const body = {
    timeoutMs: TIMEOUT_MS,
    allowReplicationFactorChange: !keepsCount,
    topics: [{ name: world.topicName(topic), partitions }],
  };
  const via = world.via(connection, { topic });
  const answer = await world.ask(via, 'AlterPartitionReassignments', version, body);
  const moved = answer?.responses.flatMap((each) => each.partitions.filter(({ errorCode }) => errorCode === 0)) ?? [];
  const wanted = new Map(
    moved.map(({ partitionIndex }) => {
      const replicas = action.partitions.find(({ partition }) => partition === partitionIndex)?.replicas;
      return [partitionIndex, replicas === null || replicas === undefined ? {} : { replicas }] as const;
    }),
  );
  if (moved.length > 0) await settleMoves(world, topic, wanted);
}

/** What is under way: nothing, as it was waited for. */
async function listReassignments(world: World, action: ActionOf<'list-reassignments'>): Promise<void> {
  const { connection, topic, partitions } = action;
  const topics = [{ name: world.topicName(topic), partitionIndexes: [...partitions] }];
  await world.ask(world.via(connection, { topic }), 'ListPartitionReassignments', 0, { timeoutMs: TIMEOUT_MS, topics });
}

async function elect(world: World, action: ActionOf<'elect'>): Promise<void> {
  const { connection, version, topic, partitions, unclean = false } = action;
  const body = {
    electionType: unclean ? 1 : 0,
    topicPartitions: [{ topic: world.topicName(topic), partitions: [...partitions] }],
    timeoutMs: TIMEOUT_MS,
  };
  const via = world.via(connection, { topic });
  const answer = await world.ask(via, 'ElectLeaders', version, body);
  const moved = answer?.replicaElectionResults.flatMap(({ partitionResult }) =>
    partitionResult.filter(({ errorCode }) => errorCode === 0),
  );
  const wanted = new Map(
    (moved ?? []).map(({ partitionId }) => {
      const [leader] = unclean ? [] : (world.places.get(`${topic}/${partitionId}`)?.replicas ?? []);
      return [partitionId, leader === undefined ? {} : { leader }] as const;
    }),
  );
  if (wanted.size > 0) await settleMoves(world, topic, wanted);
}

async function describeProducers(world: World, action: ActionOf<'describe-producers'>): Promise<void> {
  const { connection, topic, partitions } = action;
  const topics = [{ name: world.topicName(topic), partitionIndexes: [...partitions] }];
  const via = world.via(connection, { topic, partition: partitions[0] ?? 0 });
  await world.ask(via, 'DescribeProducers', 0, { topics }, (answer) => ({
    ...answer,
    topics: answer.topics.map(({ name, partitions: described }) => ({
      name,
      partitions: described.map((each) => ({
        ...each,
        activeProducers: each.activeProducers
          .map((producer) => ({ ...producer, producerId: world.producerName(producer.producerId) }))
          .toSorted((a, b) => (a.producerId < b.producerId ? -1 : 1)),
      })),
    })),
  }));
}

/** How much of the topic the broker has. What else is said of its disk is the machine's. */
async function describeLogDirs(world: World, action: ActionOf<'describe-log-dirs'>): Promise<void> {
  const { connection, version, topic, partitions } = action;
  const via = world.via(connection, { topic, partition: partitions[0] ?? 0 });
  const topics = [{ topic: world.topicName(topic), partitions: [...partitions] }];
  await world.ask(via, 'DescribeLogDirs', version, { topics }, ({ errorCode, results }) => ({
    errorCode,
    results: results.map((each) => ({ errorCode: each.errorCode, topics: each.topics })),
  }));
}

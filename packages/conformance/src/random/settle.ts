import type { Answer } from '../differential/raw-client.ts';
import { metadataBody } from '../differential/scripts/shapes.ts';
import type { World } from './world.ts';

/** What a broker may say while it takes up what its controller has decided. */
const NOT_YET = new Set([3, 5, 6, 9, 14, 15, 16, 78]);
const INTERVAL_MS = 4;
const LIMIT_MS = 5000;

/**
 * Kafka answers when the controller has decided; brokers follow. Waits until the one asked has, so that the next request finds it
 * settled. A broker that never gets there is noted: the other side then differs.
 */
async function settled(world: World, what: string, isThere: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  while (!(await isThere())) {
    if (performance.now() > deadline) {
      world.noteText(`waiting for ${what}`, 'never');
      return;
    }
    await pause(INTERVAL_MS);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

type TopicSeen = Answer<'Metadata'>['topics'][number];

async function topicAt(world: World, topic: string, node: number): Promise<TopicSeen | undefined> {
  const answer = await world.quietly('Metadata', 12, metadataBody([world.topicName(topic)]), node);
  return answer.topics[0];
}

/** The ends of partitions as this broker tells them to a consumer or, as -2, to one who debugs. */
async function latest(
  world: World,
  topic: string,
  { node, partitions, replicaId = -1 }: { node: number; partitions: readonly number[]; replicaId?: -1 | -2 },
): Promise<{ errorCode: number; offset: number }[]> {
  const wanted = partitions.map((partitionIndex) => ({ partitionIndex, timestamp: -1 }));
  const topics = [{ name: world.topicName(topic), partitions: wanted }];
  const answer = await world.quietly('ListOffsets', 5, { replicaId, isolationLevel: 0, timeoutMs: 0, topics }, node);
  return answer.topics.flatMap((each) => each.partitions.toSorted((a, b) => a.partitionIndex - b.partitionIndex));
}

/** The topic is there with so many partitions, each led and complete, at every broker. Learns its id, and where it is. */
export function settleTopic(world: World, topic: string, count = 1): Promise<void> {
  return settled(world, `topic ${topic}`, async () => {
    const seen = await Promise.all(world.nodes.map((node) => topicAt(world, topic, node)));
    const [first] = seen;
    if (first === undefined || first.errorCode !== 0 || first.partitions.length < count) return false;
    if (first.partitions.some(({ leaderId }) => leaderId < 0) || seen.some((each) => !isAlike(each, first)))
      return false;
    const isLed = await Promise.all(
      world.nodes.map(async (node) => {
        const partitions = first.partitions.filter(({ leaderId }) => leaderId === node);
        const indexes = partitions.map(({ partitionIndex }) => partitionIndex);
        const ends = await latest(world, topic, { node, partitions: indexes });
        return ends.every(({ errorCode }) => !NOT_YET.has(errorCode));
      }),
    );
    if (isLed.includes(false)) return false;
    world.learnTopic(topic, first.topicId);
    for (const { partitionIndex, leaderId, replicaNodes } of first.partitions)
      world.places.set(`${topic}/${partitionIndex}`, { leader: leaderId, replicas: replicaNodes });
    return isReplicated(world, topic);
  });
}

/** Whether two brokers know the same of a topic, and all of its replicas are in sync. */
function isAlike(seen: TopicSeen | undefined, { topicId, partitions }: TopicSeen): boolean {
  if (seen === undefined || seen.topicId !== topicId || seen.partitions.length !== partitions.length) return false;
  const others = new Map(seen.partitions.map((each) => [each.partitionIndex, each]));
  return partitions.every(({ partitionIndex, leaderId, leaderEpoch, replicaNodes, isrNodes }) => {
    const other = others.get(partitionIndex);
    return (
      isrNodes.length === replicaNodes.length &&
      other?.isrNodes.length === isrNodes.length &&
      other.leaderId === leaderId &&
      other.leaderEpoch === leaderEpoch &&
      other.replicaNodes.join() === replicaNodes.join()
    );
  });
}

/** Every replica of these topics has what the leaders have, and knows that the others have it. */
export async function settleReplicas(world: World, topics: readonly string[]): Promise<void> {
  if (world.nodes.length === 1) return;
  for (const topic of new Set(topics)) {
    if (world.places.has(`${topic}/0`)) await settled(world, `replicas of ${topic}`, () => isReplicated(world, topic));
  }
}

async function isReplicated(world: World, topic: string): Promise<boolean> {
  if (world.nodes.length === 1) return true;
  const places = [...world.places]
    .filter(([key]) => key.startsWith(`${topic}/`))
    .map(([key, place]) => ({ ...place, partition: Number(key.split('/')[1]) }))
    .toSorted((a, b) => a.partition - b.partition);
  const ends = await Promise.all(
    world.nodes.map(async (node) => {
      const partitions = places.filter(({ leader }) => leader === node).map(({ partition }) => partition);
      if (partitions.length === 0) return [];
      const written = await latest(world, topic, { node, partitions, replicaId: -2 });
      const known = await latest(world, topic, { node, partitions });
      return partitions.map((partition, index) => ({ partition, written: written[index], known: known[index] }));
    }),
  );
  const all = ends.flat();
  if (all.some(({ written, known }) => written?.errorCode !== 0 || known?.errorCode !== 0)) return false;
  if (all.some(({ written, known }) => written?.offset !== known?.offset)) return false;
  const end = new Map(all.map(({ partition, known }) => [partition, known?.offset]));
  const isFollowed = await Promise.all(
    world.nodes.map(async (node) => {
      const followed = places.filter(({ leader, replicas }) => leader !== node && replicas.includes(node));
      return followsUpTo(world, { topic, node, partitions: followed.map(({ partition }) => partition) }, end);
    }),
  );
  return !isFollowed.includes(false);
}

/** Whether this follower would give out everything. */
async function followsUpTo(
  world: World,
  { topic, node, partitions }: { topic: string; node: number; partitions: readonly number[] },
  end: ReadonlyMap<number, number | undefined>,
): Promise<boolean> {
  if (partitions.length === 0) return true;
  const fetched = (partition: number) => ({ partition, fetchOffset: end.get(partition) ?? 0, partitionMaxBytes: 1 });
  const topics = [{ ...world.ref({ topic }), partitions: partitions.map(fetched) }];
  const body = { maxWaitMs: 0, minBytes: 0, maxBytes: 1, sessionId: 0, sessionEpoch: -1, topics };
  const answer = await world.quietly('Fetch', 12, { ...body, forgottenTopicsData: [] }, node);
  return answer.responses.every((each) =>
    each.partitions.every(
      ({ partitionIndex, errorCode, highWatermark }) => errorCode === 0 && highWatermark === end.get(partitionIndex),
    ),
  );
}

/** Where partitions are to be, by index; undefined: any leader, or wherever they are. */
export type WantedPlaces = ReadonlyMap<number, { readonly leader?: number; readonly replicas?: readonly number[] }>;

/**
 * Nothing of the topic is being moved any more, and everybody knows where it is now. What the controller has decided brokers
 * may not have heard of yet, all of them alike.
 */
export async function settleMoves(world: World, topic: string, wanted: WantedPlaces): Promise<void> {
  const name = world.topicName(topic);
  const partitionIndexes = [...world.places.keys()]
    .filter((key) => key.startsWith(`${topic}/`))
    .map((key) => Number(key.split('/')[1]));
  await settled(world, `moves of ${topic}`, async () => {
    const body = { timeoutMs: 10_000, topics: [{ name, partitionIndexes }] };
    if ((await world.quietly('ListPartitionReassignments', 0, body)).topics.length > 0) return false;
    const seen = await Promise.all(world.nodes.map((node) => topicAt(world, topic, node)));
    return seen.every((each) => isWhereWanted(each, wanted));
  });
  await settleTopic(world, topic, partitionIndexes.length);
}

function isWhereWanted(seen: TopicSeen | undefined, wanted: WantedPlaces): boolean {
  return (seen?.partitions ?? []).every(({ partitionIndex, leaderId, replicaNodes }) => {
    const { leader = leaderId, replicas = replicaNodes } = wanted.get(partitionIndex) ?? {};
    return leader === leaderId && replicas.join() === replicaNodes.join();
  });
}

/** The topic is gone, and with it what groups had committed. */
export async function settleDeletion(world: World, topic: string): Promise<void> {
  for (const node of world.nodes) {
    await settled(world, `the end of ${topic}`, async () => {
      if ((await topicAt(world, topic, node))?.errorCode !== 3) return false;
      return (await latest(world, topic, { node, partitions: [0] })).every(({ errorCode }) => errorCode === 3);
    });
  }
  for (const key of world.places.keys()) if (key.startsWith(`${topic}/`)) world.places.delete(key);
  for (const position of world.committed) {
    const [group = '', of, partition] = position.split('/');
    if (of !== topic) continue;
    world.committed.delete(position);
    const topics = [{ name: world.topicName(topic), partitionIndexes: [Number(partition)] }];
    const body = { groupId: world.groupId(group), topics, groups: [] };
    await settled(world, `the end of ${position}`, async () => {
      const answer = await world.quietly('OffsetFetch', 5, body, world.coordinator(group));
      return answer.topics.every((each) => each.partitions.every(({ committedOffset }) => committedOffset === -1));
    });
  }
}

/** Topic configs that are to be, by name; null: the default. */
export interface WantedConfigs {
  readonly values: ReadonlyMap<string, string | null>;
  /** There are no others. */
  readonly isAll?: true;
}

/** The values are what every broker describes; it acts on them a moment later. */
export async function settleConfigs(
  world: World,
  topic: string,
  { values, isAll = undefined }: WantedConfigs,
): Promise<void> {
  const TOPIC = 2;
  const OF_THE_TOPIC = 1;
  const resource = {
    resourceType: TOPIC,
    resourceName: world.topicName(topic),
    configurationKeys: isAll ? null : [...values.keys()],
  };
  for (const node of world.nodes) {
    await settled(world, `configs of ${topic}`, async () => {
      const answer = await world.quietly('DescribeConfigs', 4, { resources: [resource] }, node);
      return answer.results.every(({ configs }) =>
        configs.every(({ name, value, configSource }) => {
          const expected = values.get(name) ?? null;
          const isSet = configSource === OF_THE_TOPIC;
          return expected === null ? !isSet : isSet && inOrder(value ?? '') === inOrder(expected);
        }),
      );
    });
  }
  await pause(15);
}

/** A list, whatever its order. */
function inOrder(value: string): string {
  return value.split(',').toSorted().join(',');
}

/** A coordinator that has loaded answers for the group. */
export async function settleGroups(world: World): Promise<void> {
  for (const group of ['g', 'h']) {
    const groupId = world.groupId(group);
    const client = await world.connection({ name: 'quiet', node: world.coordinator(group) });
    await world.play.settle(client, 'FindCoordinator', 2, { key: groupId, keyType: 0, coordinatorKeys: [] });
    await world.play.settle(client, 'OffsetFetch', 5, { groupId, topics: null, groups: [] });
  }
}

/** A group that somebody joined shows when it is written; the answer does not wait for that, and followers take a moment. */
export async function settleJoin(world: World, group: string): Promise<void> {
  const body = { groups: [world.groupId(group)], includeAuthorizedOperations: false };
  await settled(world, `group ${group}`, async () => {
    const answer = await world.quietly('DescribeGroups', 5, body, world.coordinator(group));
    return answer.groups.every(({ groupState }) => groupState !== 'Dead');
  });
}

/** The id of a producer's slot. */
export async function producerId(world: World, name: string): Promise<number> {
  const known = world.producers.get(name);
  if (known !== undefined) return known;
  const client = await world.connection({ name: 'quiet', node: 1 });
  const body = { transactionalId: null, transactionTimeoutMs: 60_000, producerId: -1, producerEpoch: -1 };
  const answer = await world.play.settle(client, 'InitProducerId', 4, body);
  world.producers.set(name, answer.producerId);
  return answer.producerId;
}

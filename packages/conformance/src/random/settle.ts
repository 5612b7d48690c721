import type { Answer } from '../differential/raw-client.ts';
import { metadataBody } from '../differential/scripts/shapes.ts';
import type { World } from './world.ts';

/** What a broker may say while it takes up what its controller has decided. */
const NOT_YET = new Set([3, 5, 6, 14, 15, 16]);
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

async function topicAt(world: World, topic: string): Promise<Answer<'Metadata'>['topics'][number] | undefined> {
  const answer = await world.quietly('Metadata', 12, metadataBody([world.topicName(topic)]));
  return answer.topics[0];
}

async function latest(world: World, topic: string, count: number): Promise<number[]> {
  const partitions = Array.from({ length: count }, (_, partitionIndex) => ({ partitionIndex, timestamp: -1 }));
  const topics = [{ name: world.topicName(topic), partitions }];
  const answer = await world.quietly('ListOffsets', 5, { replicaId: -1, isolationLevel: 0, timeoutMs: 0, topics });
  return answer.topics.flatMap((each) => each.partitions.map(({ errorCode }) => errorCode));
}

/** The topic is there with so many partitions, each led. Learns its id. */
export function settleTopic(world: World, topic: string, count = 1): Promise<void> {
  return settled(world, `topic ${topic}`, async () => {
    const seen = await topicAt(world, topic);
    if (seen === undefined || seen.errorCode !== 0 || seen.partitions.length < count) return false;
    if (seen.partitions.some(({ leaderId }) => leaderId < 0)) return false;
    if ((await latest(world, topic, seen.partitions.length)).some((code) => NOT_YET.has(code))) return false;
    world.learnTopic(topic, seen.topicId);
    return true;
  });
}

/** The topic is gone, and with it what groups had committed. */
export async function settleDeletion(world: World, topic: string): Promise<void> {
  await settled(world, `the end of ${topic}`, async () => {
    if ((await topicAt(world, topic))?.errorCode !== 3) return false;
    return (await latest(world, topic, 1)).every((code) => code === 3);
  });
  for (const position of world.committed) {
    const [group = '', of, partition] = position.split('/');
    if (of !== topic) continue;
    world.committed.delete(position);
    const topics = [{ name: world.topicName(topic), partitionIndexes: [Number(partition)] }];
    await settled(world, `the end of ${position}`, async () => {
      const answer = await world.quietly('OffsetFetch', 5, { groupId: world.groupId(group), topics, groups: [] });
      return answer.topics.every((each) => each.partitions.every(({ committedOffset }) => committedOffset === -1));
    });
  }
}

/** The values are what the broker describes; it acts on them a moment later. */
export async function settleConfigs(
  world: World,
  topic: string,
  wanted: ReadonlyMap<string, string | null>,
): Promise<void> {
  const TOPIC = 2;
  const OF_THE_TOPIC = 1;
  const resource = {
    resourceType: TOPIC,
    resourceName: world.topicName(topic),
    configurationKeys: [...wanted.keys()],
  };
  await settled(world, `configs of ${topic}`, async () => {
    const answer = await world.quietly('DescribeConfigs', 4, { resources: [resource] });
    return answer.results.every(({ configs }) =>
      configs.every(({ name, value, configSource }) => {
        const expected = wanted.get(name);
        return expected === null ? configSource !== OF_THE_TOPIC : value === expected;
      }),
    );
  });
  await pause(15);
}

/** A coordinator that has loaded answers for the group. */
export async function settleGroups(world: World): Promise<void> {
  for (const group of ['g', 'h']) {
    const groupId = world.groupId(group);
    const client = await world.connection('quiet');
    await world.play.settle(client, 'FindCoordinator', 2, { key: groupId, keyType: 0, coordinatorKeys: [] });
    await world.play.settle(client, 'OffsetFetch', 5, { groupId, topics: null, groups: [] });
  }
}

/** The id of a producer's slot. */
export async function producerId(world: World, name: string): Promise<number> {
  const known = world.producers.get(name);
  if (known !== undefined) return known;
  const body = { transactionalId: null, transactionTimeoutMs: 60_000, producerId: -1, producerEpoch: -1 };
  const answer = await world.play.settle(await world.connection('quiet'), 'InitProducerId', 4, body);
  world.producers.set(name, answer.producerId);
  return answer.producerId;
}

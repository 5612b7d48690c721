import { ZERO_UUID } from '@testka/protocol';
import type { Answer } from '../differential/raw-client.ts';
import type { ActionOf, ConfigPair } from './action.ts';
import { settleConfigs, settleDeletion, settleTopic } from './settle.ts';
import type { World } from './world.ts';

const TIMEOUT_MS = 10_000;
const TOPIC = 2;

function pairs(configs: readonly ConfigPair[]): { name: string; value: string | null }[] {
  return configs.map(([name, value]) => ({ name, value }));
}

export async function createTopic(world: World, action: ActionOf<'create-topic'>): Promise<void> {
  const { connection, version, topic, partitions, replicas = 1, places = [], configs = [] } = action;
  const { validateOnly = false } = action;
  const isPlaced = places.length > 0;
  const wanted = {
    name: world.topicName(topic),
    numPartitions: isPlaced ? -1 : partitions,
    replicationFactor: isPlaced ? -1 : replicas,
    assignments: places.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds: [...brokerIds] })),
    configs: pairs(configs),
  };
  const body = { topics: [wanted], timeoutMs: TIMEOUT_MS, validateOnly };
  // An id that was only tried out is of no topic.
  const via = world.via(connection, { topic });
  const answer = await world.ask(via, 'CreateTopics', version, body, (each) => {
    if (!validateOnly) for (const { topicId } of each.topics) world.learnTopic(topic, topicId);
    return { ...each, topics: each.topics.map((one) => ({ ...one, configs: chosen(one.configs ?? []) })) };
  });
  if (validateOnly || answer?.topics[0]?.errorCode !== 0) return;
  await settleTopic(world, topic, Math.max(places.length, partitions, 1));
}

/** Configs that are not at their default; those that are, the scripts compare. */
function chosen<C extends { readonly configSource: number }>(configs: readonly C[]): C[] {
  const DEFAULT = 5;
  return configs.filter(({ configSource }) => configSource !== DEFAULT);
}

export async function deleteTopic(world: World, action: ActionOf<'delete-topic'>): Promise<void> {
  const { connection, version, topics } = action;
  const asked = topics.map((ref) =>
    ref.by === 'name' || version < 6
      ? { name: world.topicName(ref.topic), topicId: ZERO_UUID }
      : { name: null, topicId: world.topicId(ref) },
  );
  const body = { topics: asked, topicNames: asked.map(({ name }) => name ?? ''), timeoutMs: TIMEOUT_MS };
  const via = world.via(connection, topics[0] ?? { topic: 'a' });
  const answer = await world.ask(via, 'DeleteTopics', version, body);
  for (const { topic } of topics) {
    const isDeleted = answer?.responses.some(
      ({ name, errorCode }) => name === world.topicName(topic) && errorCode === 0,
    );
    if (isDeleted) await settleDeletion(world, topic);
  }
}

export async function createPartitions(world: World, action: ActionOf<'create-partitions'>): Promise<void> {
  const { connection, version, topic, count, places, validateOnly = false } = action;
  const known = [...world.places].filter(([key]) => key.startsWith(`${topic}/`)).map(([, place]) => place);
  // Where partitions have different numbers of replicas, Kafka asks for that of any of them: see docs/compatibility.md.
  if (new Set(known.map(({ replicas }) => replicas.length)).size > 1) return;
  const assignments = places
    ?.slice(0, Math.max(count - known.length, 1))
    .map((brokerIds) => ({ brokerIds: [...brokerIds] }));
  const topics = [{ name: world.topicName(topic), count, assignments: assignments ?? null }];
  const body = { topics, timeoutMs: TIMEOUT_MS, validateOnly };
  const answer = await world.ask(world.via(connection, { topic }), 'CreatePartitions', version, body);
  if (!validateOnly && answer?.results[0]?.errorCode === 0) await settleTopic(world, topic, count);
}

const APPEND = 2;

/** What a list will be. */
async function withAppended(world: World, topic: string, name: string, value: string | null): Promise<string> {
  const resource = { resourceType: TOPIC, resourceName: world.topicName(topic), configurationKeys: [name] };
  const { results } = await world.quietly('DescribeConfigs', 4, { resources: [resource] });
  const before = results[0]?.configs[0]?.value ?? '';
  return [...new Set([...before.split(','), value ?? ''])].filter((each) => each !== '').join(',');
}

export async function alterConfigs(world: World, action: ActionOf<'alter-configs'>): Promise<void> {
  const { connection, version, topic, changes, validateOnly = false } = action;
  const configs = changes.map(([configOperation, name, value]) => ({ name, configOperation, value }));
  const resources = [{ resourceType: TOPIC, resourceName: world.topicName(topic), configs }];
  const values = new Map<string, string | null>();
  for (const [operation, name, value] of changes)
    values.set(
      name,
      operation === APPEND ? await withAppended(world, topic, name, value) : operation === 0 ? value : null,
    );
  const answer = await world.ask(world.via(connection, { topic }), 'IncrementalAlterConfigs', version, {
    resources,
    validateOnly,
  });
  if (validateOnly || answer?.responses[0]?.errorCode !== 0) return;
  await settleConfigs(world, topic, { values });
}

export async function replaceConfigs(world: World, action: ActionOf<'replace-configs'>): Promise<void> {
  const { connection, version, topic, configs } = action;
  const resources = [{ resourceType: TOPIC, resourceName: world.topicName(topic), configs: pairs(configs) }];
  const answer = await world.ask(world.via(connection, { topic }), 'AlterConfigs', version, {
    resources,
    validateOnly: false,
  });
  if (answer?.responses[0]?.errorCode === 0)
    await settleConfigs(world, topic, { values: new Map(configs), isAll: true });
}

export async function describeConfigs(world: World, action: ActionOf<'describe-configs'>): Promise<void> {
  const { connection, version, topic, keys, synonyms = false } = action;
  const resources = [{ resourceType: TOPIC, resourceName: world.topicName(topic), configurationKeys: keys }];
  await world.ask(
    world.via(connection, { topic }),
    'DescribeConfigs',
    version,
    { resources, includeSynonyms: synonyms },
    (answer) => ({
      ...answer,
      results: answer.results.map((each) => ({
        ...each,
        configs: keys === null ? chosen(each.configs) : each.configs,
      })),
    }),
  );
}

export async function metadata(world: World, action: ActionOf<'metadata'>): Promise<void> {
  const { connection, version, topics, allow = false } = action;
  const asked =
    topics?.map((ref) =>
      ref.by === 'id' && version >= 12
        ? { topicId: world.topicId(ref), name: null }
        : { topicId: ZERO_UUID, name: world.topicName(ref.topic) },
    ) ?? null;
  const body = {
    topics: asked,
    allowAutoTopicCreation: allow,
    includeClusterAuthorizedOperations: false,
    includeTopicAuthorizedOperations: false,
  };
  const via = world.via(connection, topics?.[0] ?? { topic: 'a' });
  const answer = await world.ask(via, 'Metadata', version, body, (each) => ours(world, each));
  // Before v4 the question itself creates what it asks for; names beside an id are not looked at.
  const isById = version >= 12 && topics?.some(({ by }) => by === 'id');
  if (answer === undefined || isById || (!allow && version >= 4)) return;
  for (const { topic } of topics ?? []) await settleTopic(world, topic);
}

/** Other sequences have topics too; and which of several brokers is the controller Kafka 4.4 draws anew for every answer. */
function ours(world: World, answer: Answer<'Metadata'>): unknown {
  const { topics, controllerId } = answer;
  return {
    ...answer,
    controllerId: world.nodes.length === 1 ? controllerId : controllerId > 0,
    topics: topics.filter(({ name, errorCode }) => errorCode !== 0 || world.isOurs(name ?? '')),
  };
}

export async function describePartitions(world: World, action: ActionOf<'describe-partitions'>): Promise<void> {
  const { connection, topics, limit, cursor } = action;
  await world.ask(world.via(connection, { topic: topics[0] ?? 'a' }), 'DescribeTopicPartitions', 0, {
    topics: topics.map((topic) => ({ name: world.topicName(topic) })),
    responsePartitionLimit: limit,
    cursor: cursor === undefined ? null : { topicName: world.topicName(cursor[0]), partitionIndex: cursor[1] },
  });
}

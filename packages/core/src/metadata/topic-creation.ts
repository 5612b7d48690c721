import { ErrorCode, type Uuid } from '@testka/protocol';
import { defined } from '../assert.ts';
import type { BrokerId } from '../command.ts';
import type { Services } from '../services.ts';
import { validateSizes, validateTopicConfigs } from './configs/validate-configs.ts';
import { placeReplicas, stripeOf } from './placement.ts';
import { ConfigResourceType, type MetadataRecord } from './records.ts';
import { collides, validateTopicName } from './topic-names.ts';

/** Kafka writes no more records than this in one go, hence no more partitions (MAX_PARTITIONS_PER_BATCH). */
export const MAX_PARTITIONS_PER_REQUEST = 10_000;

/** The replicas of one partition, as the client wants them; the first is the preferred leader. */
interface PartitionAssignment {
  readonly partitionIndex: number;
  readonly brokerIds: readonly BrokerId[];
}

export interface NewTopic {
  readonly name: string;
  /** -1: the cluster's default (KIP-464). */
  readonly numPartitions: number;
  /** -1: the cluster's default. */
  readonly replicationFactor: number;
  /** Instead of both numbers, which must then be -1. */
  readonly assignments?: readonly PartitionAssignment[];
  /** Null values are refused. */
  readonly configs: ReadonlyMap<string, string | null>;
}

/** Why a topic or partition cannot be. */
export interface CreationError {
  readonly errorCode: ErrorCode;
  readonly errorMessage: string | null;
}

export interface CreatedTopic {
  readonly topicId: Uuid;
  readonly numPartitions: number;
  readonly replicationFactor: number;
  /** To be written; nothing has changed before. */
  readonly records: MetadataRecord[];
}

type CreationServices = Pick<Services, 'metadata' | 'configs'>;
type Replicas = readonly BrokerId[];

/**
 * The records that create a topic, or why it cannot be created: name, collision, existence, configs, then the partitions,
 * as in Kafka (ReplicationControlManager.createTopics).
 */
export function createTopicRecords(
  services: CreationServices,
  topic: NewTopic,
): { error: CreationError } | CreatedTopic {
  const error = validateNewTopic(services, topic);
  if (error !== undefined) return { error };
  const replicas = topic.assignments?.length ? assignedReplicas(services, topic) : placedReplicas(services, topic);
  if ('errorCode' in replicas) return { error: replicas };
  const topicId = services.metadata.newTopicId();
  const configRecords = [...topic.configs].map(([name, value]): MetadataRecord => {
    return { type: 'Config', resourceType: ConfigResourceType.TOPIC, resourceName: topic.name, name, value };
  });
  const partitions = replicas.map((each, partitionIndex) => partitionRecord(services, topicId, partitionIndex, each));
  return {
    topicId,
    numPartitions: replicas.length,
    replicationFactor: defined(replicas[0], 'a first partition').length,
    records: [{ type: 'Topic', name: topic.name, topicId }, ...configRecords, ...partitions],
  };
}

function validateNewTopic({ metadata, configs }: CreationServices, topic: NewTopic): CreationError | undefined {
  const { name: topicName } = topic;
  if (metadata.topic(topicName) !== undefined) {
    return failure(ErrorCode.TOPIC_ALREADY_EXISTS, `Topic '${topicName}' already exists.`);
  }
  const invalidName = validateTopicName(topicName);
  if (invalidName !== undefined) return failure(ErrorCode.INVALID_TOPIC_EXCEPTION, invalidName);
  const colliding = collides(topicName, namesOf(metadata.topics));
  if (colliding !== undefined) {
    const message = `Topic '${topicName}' collides with existing topic: ${colliding}`;
    return failure(ErrorCode.INVALID_TOPIC_EXCEPTION, message);
  }
  const values = new Map<string, string>();
  const nulls: string[] = [];
  for (const [name, value] of topic.configs) {
    if (value === null) nulls.push(name);
    else values.set(name, value);
  }
  if (nulls.length > 0) {
    return failure(ErrorCode.INVALID_CONFIG, `Null value not supported for topic configs: ${nulls.join(',')}`);
  }
  const problem = validateSizes(values) ?? validateTopicConfigs(configs, values);
  return problem === undefined ? undefined : failure(ErrorCode.INVALID_CONFIG, problem);
}

function* namesOf(topics: Iterable<{ readonly name: string }>): Iterable<string> {
  for (const { name } of topics) yield name;
}

/** Replicas as the client wants them, in the order of the partitions. */
function assignedReplicas({ metadata }: CreationServices, topic: NewTopic): Replicas[] | CreationError {
  const prefix = 'A manual partition assignment was specified, but';
  if (topic.replicationFactor !== -1) {
    return failure(ErrorCode.INVALID_REQUEST, `${prefix} replication factor was not set to -1.`);
  }
  if (topic.numPartitions !== -1) {
    return failure(ErrorCode.INVALID_REQUEST, `${prefix} numPartitions was not set to -1.`);
  }
  const byPartition = new Map<number, Replicas>();
  let replicationFactor: number | undefined;
  for (const { partitionIndex, brokerIds } of topic.assignments ?? []) {
    if (byPartition.has(partitionIndex)) {
      const message = `Found multiple manual partition assignments for partition ${partitionIndex}`;
      return failure(ErrorCode.INVALID_REPLICA_ASSIGNMENT, message);
    }
    const error = validateAssignment(metadata, partitionIndex, brokerIds, replicationFactor);
    if (error !== undefined) return error;
    replicationFactor = brokerIds.length;
    byPartition.set(partitionIndex, brokerIds);
  }
  const inOrder = Array.from({ length: byPartition.size }, (_, partitionIndex) => byPartition.get(partitionIndex));
  const known = inOrder.filter((each) => each !== undefined);
  if (known.length === inOrder.length) return known;
  const message = 'partitions should be a consecutive 0-based integer sequence';
  return failure(ErrorCode.INVALID_REPLICA_ASSIGNMENT, message);
}

function placedReplicas({ metadata, configs }: CreationServices, topic: NewTopic): Replicas[] | CreationError {
  if (topic.replicationFactor < -1 || topic.replicationFactor === 0) {
    const message = 'Replication factor must be larger than 0, or -1 to use the default value.';
    return failure(ErrorCode.INVALID_REPLICATION_FACTOR, message);
  }
  if (topic.numPartitions < -1 || topic.numPartitions === 0) {
    const message = 'Number of partitions was set to an invalid non-positive value.';
    return failure(ErrorCode.INVALID_PARTITIONS, message);
  }
  const wanted = (given: number, name: string): number => (given === -1 ? configs.broker.number(name) : given);
  const numPartitions = wanted(topic.numPartitions, 'num.partitions');
  const replicationFactor = wanted(topic.replicationFactor, 'default.replication.factor');
  if (numPartitions > MAX_PARTITIONS_PER_REQUEST) return tooManyPartitions();
  return placePartitions(metadata, topic.name, { from: 0, count: numPartitions, replicationFactor });
}

/** The whole request is refused so, in Kafka (validateTotalNumberOfPartitions). */
export function tooManyPartitions(): CreationError {
  return failure(ErrorCode.POLICY_VIOLATION, 'Excessively large number of partitions per request.');
}

/** Kafka's controller takes no event whose time is up; clients that give no time get this, and no word why. */
export function timedOut(): CreationError {
  return { errorCode: ErrorCode.REQUEST_TIMED_OUT, errorMessage: null };
}

/** Replicas for `count` partitions from partition `from` on, or why there are none. */
export function placePartitions(
  metadata: Services['metadata'],
  topicName: string,
  wanted: { readonly from: number; readonly count: number; readonly replicationFactor: number },
): Replicas[] | CreationError {
  const brokers = metadata.placeableBrokers();
  const reason = reasonAgainst(brokers, wanted.replicationFactor);
  if (reason !== undefined) {
    const message = `Unable to replicate the partition ${wanted.replicationFactor} time(s): ${reason}`;
    return failure(ErrorCode.INVALID_REPLICATION_FACTOR, message);
  }
  return placeReplicas(brokers, wanted.count, wanted.replicationFactor, stripeOf(topicName) + wanted.from);
}

function reasonAgainst(brokers: readonly { readonly state: string }[], replicationFactor: number): string | undefined {
  if (replicationFactor <= 0) {
    return `Invalid replication factor ${replicationFactor}: the replication factor must be positive.`;
  }
  if (!brokers.some(({ state }) => state === 'running')) return 'All brokers are currently fenced.';
  if (replicationFactor <= brokers.length) return undefined;
  return `The target replication factor of ${replicationFactor} cannot be reached because only ${brokers.length} broker(s) are registered.`;
}

/**
 * Why a partition cannot have these replicas, or undefined.
 * @param replicationFactor of the partitions before it; undefined for the first
 */
export function validateAssignment(
  metadata: Services['metadata'],
  partitionIndex: number,
  brokerIds: Replicas,
  replicationFactor: number | undefined,
): CreationError | undefined {
  const problem = problemOfAssignment(metadata, partitionIndex, brokerIds, replicationFactor);
  return problem === undefined ? undefined : failure(ErrorCode.INVALID_REPLICA_ASSIGNMENT, problem);
}

/** Why brokers cannot have a partition, whether or not they run, or undefined. */
export function validateReplicas(metadata: Services['metadata'], brokerIds: Replicas): CreationError | undefined {
  const problem = problemOfReplicas(metadata, brokerIds);
  return problem === undefined ? undefined : failure(ErrorCode.INVALID_REPLICA_ASSIGNMENT, problem);
}

function problemOfAssignment(
  metadata: Services['metadata'],
  partitionIndex: number,
  brokerIds: Replicas,
  replicationFactor: number | undefined,
): string | undefined {
  const problem = problemOfReplicas(metadata, brokerIds);
  if (problem !== undefined) return problem;
  if (replicationFactor !== undefined && brokerIds.length !== replicationFactor) {
    const expected = `this is not consistent with previous partitions, which have ${replicationFactor} replica(s).`;
    return `${INCLUDES} a partition with ${brokerIds.length} replica(s), but ${expected}`;
  }
  if (brokerIds.some((id) => metadata.brokers.get(id)?.state === 'running')) return undefined;
  const all = `All brokers specified in the manual partition assignment for partition ${partitionIndex}`;
  return `${all} are fenced or in controlled shutdown.`;
}

const INCLUDES = 'The manual partition assignment includes';

function problemOfReplicas(metadata: Services['metadata'], brokerIds: Replicas): string | undefined {
  if (brokerIds.length === 0) return `${INCLUDES} an empty replica list.`;
  const placeable = new Set(metadata.placeableBrokers().map(({ id }) => id));
  let previous: BrokerId | undefined;
  for (const id of brokerIds.toSorted((a, b) => a - b)) {
    if (!metadata.brokers.has(id)) return `${INCLUDES} broker ${id}, but no such broker is registered.`;
    if (id === previous) return `${INCLUDES} the broker ${id} more than once.`;
    if (!placeable.has(id)) return `${INCLUDES} broker ${id}, whose log directories are cordoned.`;
    previous = id;
  }
  return undefined;
}

/** The record of a new partition: in sync are those of its replicas that run, and the first of them leads. */
export function partitionRecord(
  { metadata }: Pick<Services, 'metadata'>,
  topicId: Uuid,
  partitionIndex: number,
  replicas: Replicas,
): MetadataRecord {
  const isr = replicas.filter((id) => metadata.brokers.get(id)?.state === 'running');
  const leader = defined(isr[0], 'a running replica');
  return { type: 'Partition', topicId, partitionIndex, replicas, isr, leader, leaderEpoch: 0 };
}

function failure(errorCode: ErrorCode, errorMessage: string): CreationError {
  return { errorCode, errorMessage };
}

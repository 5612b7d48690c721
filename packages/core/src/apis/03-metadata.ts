import { ErrorCode, type InferInput, MetadataRequest, MetadataResponse, ZERO_UUID } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import { CLUSTER_NAME, type RequestContext } from '../context.ts';
import type { Metadata, Topic } from '../metadata/metadata.ts';
import { validateRecordCount } from '../metadata/operation-limit.ts';
import { createTopicRecords } from '../metadata/topic-creation.ts';
import { CLUSTER_METADATA_TOPIC, validateTopicName } from '../metadata/topic-names.ts';
import type { Partition } from '../partition/partition.ts';
import { CLUSTER_OPERATIONS, NOT_ASKED, TOPIC_OPERATIONS } from './authorized-operations.ts';

type Response = InferInput<typeof MetadataResponse>;
type TopicResponse = Response['topics'][number];
type PartitionResponse = TopicResponse['partitions'][number];
type TopicRequest = NonNullable<MetadataRequest['topics']>[number];

const FIRST_VERSION_WITH_DEAD_REPLICAS = 1;
const FIRST_VERSION_BY_ID = 12;
/** Below, an empty list of topics means all of them. */
const FIRST_VERSION_WITH_NULL_FOR_ALL = 1;

export const metadata: Api = defineApi('Metadata', MetadataRequest, MetadataResponse, handleMetadata);

/** Metadata, v0–13. Brokers and topics; unknown topics may be created, but are answered with an error first (KIP-4). */
function handleMetadata(context: RequestContext, request: MetadataRequest): Response {
  const refusal = refusalOf(context.apiVersion, request);
  if (refusal !== undefined) return refused(request, refusal);
  const { metadata: cluster } = context.services;
  return {
    brokers: cluster.liveBrokers().map(({ id, host, port, rack }) => ({ nodeId: id, host, port, rack })),
    clusterId: cluster.clusterId,
    controllerId: cluster.controllerId,
    topics: topicsOf(context, request),
    clusterAuthorizedOperations: request.includeClusterAuthorizedOperations ? CLUSTER_OPERATIONS : NOT_ASKED,
    errorCode: ErrorCode.NONE,
  };
}

/**
 * A topic is named, or from v12 on given by id. Kafka fails inside on one that is neither, and says so; where another is
 * given by id it does not look at it.
 */
function refusalOf(version: number, { topics }: MetadataRequest): ErrorCode | undefined {
  const isById = (topic: TopicRequest): boolean => topic.name === null || topic.topicId !== ZERO_UUID;
  if (version < FIRST_VERSION_BY_ID) return topics?.some(isById) === true ? ErrorCode.INVALID_REQUEST : undefined;
  if (topics?.some(({ topicId }) => topicId !== ZERO_UUID) === true) return undefined;
  return topics?.some(({ name }) => name === null) === true ? ErrorCode.UNKNOWN_SERVER_ERROR : undefined;
}

/** The whole request is refused: nothing is told of the cluster. */
function refused({ topics }: MetadataRequest, errorCode: ErrorCode): Response {
  return {
    brokers: [],
    clusterId: null,
    controllerId: -1,
    topics: (topics ?? []).map(({ name, topicId }) => missing(errorCode, name ?? '', topicId)),
    errorCode,
  };
}

function topicsOf(context: RequestContext, request: MetadataRequest): TopicResponse[] {
  const { metadata: cluster } = context.services;
  const { topics } = request;
  const isAll = topics === null || (topics.length === 0 && context.apiVersion < FIRST_VERSION_WITH_NULL_FOR_ALL);
  if (isAll) {
    const visible = [...cluster.topics].filter(({ name }) => context.allowed('Describe', 'Topic', name));
    return visible.map((topic) => describe(context, request, topic));
  }
  const ids = new Set(topics.map(({ topicId }) => topicId).filter((topicId) => topicId !== ZERO_UUID));
  // Where one topic is asked for by id, Kafka looks at no names.
  if (ids.size > 0) return inOrder([...ids].map((topicId) => byIdOf(context, request, topicId)));
  const names = [...new Set(topics.map(({ name }) => name ?? ''))];
  const asked = createsTooMuch(context, names) ? { ...request, allowAutoTopicCreation: false } : request;
  return inOrder(names.map((name) => byNameOf(context, asked, name)));
}

/** Kafka tells of unknown ids first, and of names that are not there, or must not be seen, last. */
function inOrder(topics: readonly TopicResponse[]): TopicResponse[] {
  const place = ({ errorCode }: TopicResponse): number =>
    errorCode === ErrorCode.UNKNOWN_TOPIC_ID ? 0 : errorCode === ErrorCode.NONE ? 1 : 2;
  return topics.toSorted((a, b) => place(a) - place(b));
}

function byIdOf(context: RequestContext, request: MetadataRequest, topicId: string): TopicResponse {
  const topic = context.services.metadata.topicById(topicId);
  if (topic === undefined) return missing(ErrorCode.UNKNOWN_TOPIC_ID, null, topicId);
  if (!context.allowed('Describe', 'Topic', topic.name))
    return missing(ErrorCode.TOPIC_AUTHORIZATION_FAILED, null, topicId);
  return describe(context, request, topic);
}

function byNameOf(context: RequestContext, request: MetadataRequest, name: string): TopicResponse {
  if (!context.allowed('Describe', 'Topic', name))
    return missing(ErrorCode.TOPIC_AUTHORIZATION_FAILED, name, ZERO_UUID);
  const topic = context.services.metadata.topic(name);
  if (topic !== undefined) return describe(context, request, topic);
  const isInvalid = validateTopicName(name) !== undefined;
  const errorCode = isInvalid ? ErrorCode.INVALID_TOPIC_EXCEPTION : autoCreate(context, request, name);
  const isCreated = errorCode === ErrorCode.UNKNOWN_TOPIC_OR_PARTITION && mayAutoCreate(context, request);
  const isInternal = isCreated && context.services.metadata.isInternalName(name);
  const answer = { ...missing(errorCode, name, ZERO_UUID), isInternal };
  // Who may see a topic of this name is told what they may do with it, though there is none.
  const mayNotCreate = errorCode === ErrorCode.TOPIC_AUTHORIZATION_FAILED;
  return mayNotCreate ? answer : { ...answer, topicAuthorizedOperations: topicOperations(request) };
}

/** What is to be created is one request to the controller, which refuses it as a whole. */
function createsTooMuch({ services }: RequestContext, names: readonly string[]): boolean {
  const missingCount = names.filter((name) => services.metadata.topic(name) === undefined).length;
  const recordsPerTopic = 1 + services.configs.broker.number('num.partitions');
  return validateRecordCount(missingCount * recordsPerTopic) !== undefined;
}

function mayAutoCreate({ services }: RequestContext, { allowAutoTopicCreation }: MetadataRequest): boolean {
  return allowAutoTopicCreation && services.configs.broker.boolean('auto.create.topics.enable');
}

/** Creates the topic when broker and client allow it. The first answer is an error all the same: the client asks again. */
function autoCreate(context: RequestContext, request: MetadataRequest, name: string): ErrorCode {
  const { services, now } = context;
  if (!mayAutoCreate(context, request)) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  if (!context.allowed('Create', 'Cluster', CLUSTER_NAME) && !context.allowed('Create', 'Topic', name)) {
    return ErrorCode.TOPIC_AUTHORIZATION_FAILED;
  }
  if (services.metadata.isInternalName(name)) {
    services.metadata.ensureInternalTopic(name, now);
    return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  }
  if (name === CLUSTER_METADATA_TOPIC) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  const created = createTopicRecords(services, { name, numPartitions: -1, replicationFactor: -1, configs: new Map() });
  // Why it cannot be, such as another whose name collides, nobody is told.
  if (!('error' in created)) services.metadata.write(created.records, now);
  return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
}

function missing(errorCode: ErrorCode, name: string | null, topicId: string): TopicResponse {
  return { errorCode, name, topicId, isInternal: false, partitions: [], topicAuthorizedOperations: NOT_ASKED };
}

function describe(context: RequestContext, request: MetadataRequest, topic: Topic): TopicResponse {
  const { metadata: cluster } = context.services;
  return {
    errorCode: ErrorCode.NONE,
    name: topic.name,
    topicId: topic.topicId,
    isInternal: topic.isInternal,
    partitions: topic.partitions.map((partition) => describePartition(context.apiVersion, cluster, partition)),
    topicAuthorizedOperations: topicOperations(request),
  };
}

function topicOperations({ includeTopicAuthorizedOperations }: MetadataRequest): number {
  return includeTopicAuthorizedOperations ? TOPIC_OPERATIONS : NOT_ASKED;
}

/** The oldest clients are told only of brokers that live, and that others are missing. */
function describePartition(version: number, cluster: Metadata, partition: Partition): PartitionResponse {
  const isLive = (id: number): boolean => cluster.isLive(id);
  const shows = version < FIRST_VERSION_WITH_DEAD_REPLICAS ? isLive : () => true;
  const replicaNodes = partition.replicas.filter(shows);
  const isComplete = replicaNodes.length === partition.replicas.length;
  const errorCode = isComplete ? ErrorCode.NONE : ErrorCode.REPLICA_NOT_AVAILABLE;
  return {
    errorCode: isLive(partition.leader) ? errorCode : ErrorCode.LEADER_NOT_AVAILABLE,
    partitionIndex: partition.partitionIndex,
    leaderId: partition.leader,
    leaderEpoch: partition.leaderEpoch,
    replicaNodes,
    isrNodes: partition.isr.filter(shows),
    offlineReplicas: partition.replicas.filter((id) => !isLive(id)),
  };
}

import { CreatePartitionsRequest, CreatePartitionsResponse, ErrorCode, type InferInput } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import { defined } from '../assert.ts';
import type { RequestContext } from '../context.ts';
import type { Topic } from '../metadata/metadata.ts';
import { EXCESSIVELY_LARGE } from '../metadata/operation-limit.ts';
import {
  type CreationError,
  MAX_PARTITIONS_PER_REQUEST,
  partitionRecord,
  placePartitions,
  timedOut,
  validateAssignment,
} from '../metadata/topic-creation.ts';
import { countNames } from '../metadata/topic-names.ts';
import { MutationQuota } from '../throttling/mutation-quota.ts';

type Response = InferInput<typeof CreatePartitionsResponse>;
type TopicRequest = CreatePartitionsRequest['topics'][number];

export const createPartitions: Api = defineApi(
  'CreatePartitions',
  CreatePartitionsRequest,
  CreatePartitionsResponse,
  handleCreatePartitions,
);

/** The first version that knows THROTTLING_QUOTA_EXCEEDED (KIP-599). */
const FIRST_VERSION_WITH_QUOTA_ERROR = 3;

/** CreatePartitions, v0–3. Raises the number of a topic's partitions; the replication factor stays (KIP-195). */
function handleCreatePartitions(context: RequestContext, request: CreatePartitionsRequest): Response {
  const counts = countNames(request.topics.map(({ name }) => name));
  const byName = new Map(request.topics.map((topic) => [topic.name, topic]));
  const quota = new MutationQuota(context, FIRST_VERSION_WITH_QUOTA_ERROR);
  const results = [...byName.values()].map((topic) => {
    const error = counts.get(topic.name) === 1 ? addPartitions(context, topic, request, quota) : duplicate();
    const { errorCode, errorMessage } = error ?? { errorCode: ErrorCode.NONE, errorMessage: null };
    return { name: topic.name, errorCode, errorMessage };
  });
  return { results };
}

function duplicate(): CreationError {
  return failure(ErrorCode.INVALID_REQUEST, 'Duplicate topic name.');
}

function addPartitions(
  context: RequestContext,
  request: TopicRequest,
  { timeoutMs, validateOnly }: CreatePartitionsRequest,
  quota: MutationQuota,
): CreationError | undefined {
  const { services, now } = context;
  if (timeoutMs <= 0) return timedOut();
  if (!context.allowed('Alter', 'Topic', request.name)) {
    return failure(ErrorCode.TOPIC_AUTHORIZATION_FAILED, 'Topic authorization failed.');
  }
  const topic = services.metadata.topic(request.name);
  if (topic === undefined) {
    return { errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, errorMessage: null };
  }
  const replicas = replicasOf(context, topic, request);
  if ('errorCode' in replicas) return replicas;
  if (!quota.admits(replicas.length)) {
    return { errorCode: ErrorCode.THROTTLING_QUOTA_EXCEEDED, errorMessage: null };
  }
  const existing = topic.partitions.length;
  const records = replicas.map((each, index) => partitionRecord(services, topic.topicId, existing + index, each));
  if (!validateOnly) services.metadata.write(records, now);
  return undefined;
}

/** The replicas of the partitions to add, in their order, or why they cannot be added. */
function replicasOf(
  { services }: RequestContext,
  topic: Topic,
  { name, count, assignments }: TopicRequest,
): CreationError | readonly (readonly number[])[] {
  const existing = topic.partitions.length;
  if (count === existing) return failure(ErrorCode.INVALID_PARTITIONS, `Topic already has ${existing} partition(s).`);
  if (count < existing) {
    const message = `The topic ${name} currently has ${existing} partition(s); ${count} would not be an increase.`;
    return failure(ErrorCode.INVALID_PARTITIONS, message);
  }
  const additional = count - existing;
  if (assignments !== null && assignments.length !== additional) {
    const specified = `${assignments.length} assignment(s) were specified.`;
    const message = `Attempted to add ${additional} additional partition(s), but only ${specified}`;
    return failure(ErrorCode.INVALID_REPLICA_ASSIGNMENT, message);
  }
  if (additional > MAX_PARTITIONS_PER_REQUEST) {
    return EXCESSIVELY_LARGE;
  }
  const replicationFactor = defined(topic.partitions[0], 'a first partition').replicas.length;
  if (assignments === null) {
    return placePartitions(services.metadata, name, { from: existing, count: additional, replicationFactor });
  }
  for (const [index, { brokerIds }] of assignments.entries()) {
    const error = validateAssignment(services.metadata, existing + index, brokerIds, replicationFactor);
    if (error !== undefined) return error;
  }
  return assignments.map(({ brokerIds }) => brokerIds);
}

function failure(errorCode: ErrorCode, errorMessage: string): CreationError {
  return { errorCode, errorMessage };
}

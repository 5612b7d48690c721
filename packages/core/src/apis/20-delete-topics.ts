import {
  DeleteTopicsRequest,
  DeleteTopicsResponse,
  ErrorCode,
  type InferInput,
  type Uuid,
  ZERO_UUID,
} from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import { CLUSTER_NAME, type RequestContext } from '../context.ts';
import { timedOut } from '../metadata/topic-creation.ts';
import { countNames, type NameCounts } from '../metadata/topic-names.ts';
import { MutationQuota } from '../throttling/mutation-quota.ts';

type Response = InferInput<typeof DeleteTopicsResponse>;
type Result = Response['responses'][number];
type Target = DeleteTopicsRequest['topics'][number];

const FIRST_VERSION_WITH_DELETION_DISABLED = 3;
/** The first version that knows THROTTLING_QUOTA_EXCEEDED (KIP-599). */
const FIRST_VERSION_WITH_QUOTA_ERROR = 5;

export const deleteTopics: Api = defineApi(
  'DeleteTopics',
  DeleteTopicsRequest,
  DeleteTopicsResponse,
  handleDeleteTopics,
);

/**
 * DeleteTopics, v1–6. Deletes topics by name or, from v6 on, by id (KIP-516).
 * Differs: answers come in the order of the request; Kafka shuffles them.
 */
function handleDeleteTopics(context: RequestContext, request: DeleteTopicsRequest): Response {
  const targets = [...request.topicNames.map((name) => ({ name, topicId: ZERO_UUID })), ...request.topics];
  const refusal = refusalOfAll(context, request.timeoutMs);
  if (refusal !== undefined) return { responses: targets.map(({ name, topicId }) => ({ name, topicId, ...refusal })) };
  const quota = new MutationQuota(context, FIRST_VERSION_WITH_QUOTA_ERROR);
  const judged = judge(context, targets).map((result) => withinQuota(context, quota, result));
  const records = judged
    .filter(({ errorCode }) => errorCode === ErrorCode.NONE)
    .map(({ topicId }) => ({ type: 'RemoveTopic', topicId: topicId ?? ZERO_UUID }) as const);
  context.services.metadata.write(records, context.now);
  return { responses: judged };
}

function refusalOfAll(
  context: RequestContext,
  timeoutMs: number,
): { errorCode: ErrorCode; errorMessage: string | null } | undefined {
  const errorMessage = 'Topic deletion is disabled.';
  if (!context.services.configs.broker.boolean('delete.topic.enable')) {
    const knowsTheError = context.apiVersion >= FIRST_VERSION_WITH_DELETION_DISABLED;
    return { errorCode: knowsTheError ? ErrorCode.TOPIC_DELETION_DISABLED : ErrorCode.INVALID_REQUEST, errorMessage };
  }
  return timeoutMs <= 0 ? timedOut() : undefined;
}

/** One answer for each topic that is meant, with NONE for those to be deleted; nothing is deleted yet. */
function judge(context: RequestContext, targets: readonly Target[]): Result[] {
  const names = countNames(targets.filter(({ topicId }) => topicId === ZERO_UUID).map(({ name }) => name));
  const ids = countNames(targets.filter(({ name }) => name === null).map(({ topicId }) => topicId));
  const seen = new Set<string>();
  const results: Result[] = [];
  for (const { name, topicId } of targets) {
    const isFirst = !seen.has(`${name}/${topicId}`);
    seen.add(`${name}/${topicId}`);
    if (name === null && topicId === ZERO_UUID) {
      results.push(invalid(null, ZERO_UUID, 'Neither topic name nor id were specified.'));
    } else if (name !== null && topicId !== ZERO_UUID) {
      results.push(invalid(name, topicId, 'You may not specify both topic name and topic id.'));
    } else if (isFirst) {
      const result = name === null ? judgeId(context, topicId, ids, names) : judgeName(context, name, names, ids);
      if (result !== undefined) results.push(result);
    }
  }
  return results;
}

function withinQuota(context: RequestContext, quota: MutationQuota, result: Result): Result {
  if (result.errorCode !== ErrorCode.NONE) return result;
  const partitionCount = context.services.metadata.topicById(result.topicId ?? ZERO_UUID)?.partitions.length ?? 0;
  return quota.admits(partitionCount) ? result : { ...result, errorCode: ErrorCode.THROTTLING_QUOTA_EXCEEDED };
}

function judgeId(context: RequestContext, topicId: Uuid, ids: NameCounts, names: NameCounts): Result | undefined {
  if (ids.get(topicId) !== 1) return invalid(null, topicId, 'Duplicate topic id.');
  const topic = context.services.metadata.topicById(topicId);
  if (topic === undefined) {
    const errorMessage = 'This server does not host this topic ID.';
    return { name: null, topicId, errorCode: ErrorCode.UNKNOWN_TOPIC_ID, errorMessage };
  }
  const { name } = topic;
  if (!mayDelete(context, name)) return unauthorized(mayDescribe(context, name) ? name : null, topicId);
  // Meant by its name as well: the answer to the name says so.
  if (names.get(name) === 1) return undefined;
  return { name, topicId, errorCode: ErrorCode.NONE, errorMessage: null };
}

function judgeName(context: RequestContext, name: string, names: NameCounts, ids: NameCounts): Result {
  if (names.get(name) !== 1) return invalid(name, ZERO_UUID, 'Duplicate topic name.');
  if (!mayDescribe(context, name)) return unauthorized(name, ZERO_UUID);
  const topic = context.services.metadata.topic(name);
  if (topic === undefined) {
    const errorMessage = 'This server does not host this topic-partition.';
    return { name, topicId: ZERO_UUID, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, errorMessage };
  }
  if (!mayDelete(context, name)) return unauthorized(name, ZERO_UUID);
  const { topicId } = topic;
  if (ids.has(topicId)) {
    return invalid(name, topicId, 'The provided topic name maps to an ID that was already supplied.');
  }
  return { name, topicId, errorCode: ErrorCode.NONE, errorMessage: null };
}

function mayDelete(context: RequestContext, name: string): boolean {
  return context.allowed('Delete', 'Cluster', CLUSTER_NAME) || context.allowed('Delete', 'Topic', name);
}

function mayDescribe(context: RequestContext, name: string): boolean {
  return context.allowed('Delete', 'Cluster', CLUSTER_NAME) || context.allowed('Describe', 'Topic', name);
}

function unauthorized(name: string | null, topicId: Uuid): Result {
  const errorMessage = 'Topic authorization failed.';
  return { name, topicId, errorCode: ErrorCode.TOPIC_AUTHORIZATION_FAILED, errorMessage };
}

function invalid(name: string | null, topicId: Uuid, errorMessage: string): Result {
  return { name, topicId, errorCode: ErrorCode.INVALID_REQUEST, errorMessage };
}

import {
  DescribeTopicPartitionsRequest,
  DescribeTopicPartitionsResponse,
  ErrorCode,
  type InferInput,
  type Uuid,
  ZERO_UUID,
} from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';
import type { Topic } from '../metadata/metadata.ts';
import { validateTopicName } from '../metadata/topic-names.ts';
import { NOT_ASKED, TOPIC_OPERATIONS } from './authorized-operations.ts';

type Response = InferInput<typeof DescribeTopicPartitionsResponse>;
type TopicResponse = Response['topics'][number];
type PartitionResponse = TopicResponse['partitions'][number];

export const describeTopicPartitions: Api = defineApi(
  'DescribeTopicPartitions',
  DescribeTopicPartitionsRequest,
  DescribeTopicPartitionsResponse,
  handleDescribeTopicPartitions,
);

/** DescribeTopicPartitions, v0. Topics by name, so many partitions at a time; the cursor says where to go on (KIP-966). */
function handleDescribeTopicPartitions(context: RequestContext, request: DescribeTopicPartitionsRequest): Response {
  const { metadata, configs } = context.services;
  const { cursor } = request;
  const isAll = request.topics.length === 0;
  const asked = isAll ? [...metadata.topics].map(({ name }) => name) : request.topics.map(({ name }) => name);
  const names = [...new Set(asked)].filter((name) => name >= (cursor?.topicName ?? '')).toSorted();
  const isLost = cursor !== null && !isAll && !names.includes(cursor.topicName);
  if (isLost || (cursor !== null && cursor.partitionIndex < 0)) return failed(request, ErrorCode.INVALID_REQUEST);
  // Kafka fails inside on an empty name, and with it everything that was asked; its Metadata does not.
  if (names.includes('')) return failed(request, ErrorCode.UNKNOWN_SERVER_ERROR);

  const isAllowed = (name: string): boolean => context.allowed('Describe', 'Topic', name);
  const allowed = names.filter(isAllowed);
  const hidden = isAll ? [] : names.filter((name) => !isAllowed(name));
  const limit = Math.min(configs.broker.number('max.request.partition.size.limit'), request.responsePartitionLimit);
  const page = pageOf(context, allowed, cursor, Math.max(1, limit));
  const unauthorized = hidden.map((name) => missing(name, ErrorCode.TOPIC_AUTHORIZATION_FAILED));
  return { ...page, topics: [...page.topics, ...unauthorized] };
}

/** The answer has no error of its own: every topic that was asked for gets it. */
function failed(request: DescribeTopicPartitionsRequest, errorCode: ErrorCode): Response {
  const topics = request.topics.map(({ name }) => missing(name, errorCode));
  return { topics: topics.map((topic) => ({ ...topic, topicAuthorizedOperations: NOT_ASKED })) };
}

function pageOf(
  context: RequestContext,
  names: readonly string[],
  cursor: DescribeTopicPartitionsRequest['cursor'],
  limit: number,
): Response & { readonly topics: TopicResponse[] } {
  const topics: TopicResponse[] = [];
  let left = limit;
  for (const topicName of names) {
    if (left === 0) return { topics, nextCursor: { topicName, partitionIndex: 0 } };
    const topic = context.services.metadata.topic(topicName);
    if (topic === undefined) {
      const isValid = validateTopicName(topicName) === undefined;
      topics.push(
        missing(topicName, isValid ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : ErrorCode.INVALID_TOPIC_EXCEPTION),
      );
      continue;
    }
    const start = cursor?.topicName === topicName ? cursor.partitionIndex : 0;
    // As in Kafka the sum is one of 32 bits: from a cursor near the end of them on it is negative, and so is the next cursor.
    const end = Math.min(topic.partitions.length, (start + left) | 0);
    const described = partitionsOf(context, topic, start, end);
    topics.push(describe(topic, described));
    if (end < topic.partitions.length) return { topics, nextCursor: { topicName, partitionIndex: end } };
    left -= described.length;
  }
  return { topics };
}

function partitionsOf(context: RequestContext, topic: Topic, start: number, end: number): PartitionResponse[] {
  const { metadata } = context.services;
  return topic.partitions.slice(start, end).map((partition) => ({
    errorCode: ErrorCode.NONE,
    partitionIndex: partition.partitionIndex,
    leaderId: partition.leader,
    leaderEpoch: partition.leaderEpoch,
    replicaNodes: partition.replicas,
    isrNodes: partition.isr,
    eligibleLeaderReplicas: partition.eligibleLeaderReplicas,
    lastKnownElr: partition.lastKnownElr,
    offlineReplicas: partition.replicas.filter((id) => !metadata.isLive(id)),
  }));
}

function describe({ name, topicId, isInternal }: Topic, partitions: PartitionResponse[]): TopicResponse {
  return answer(name, ErrorCode.NONE, topicId, isInternal, partitions);
}

function missing(name: string, errorCode: ErrorCode): TopicResponse {
  return answer(name, errorCode, ZERO_UUID, false, []);
}

function answer(
  name: string,
  errorCode: ErrorCode,
  topicId: Uuid,
  isInternal: boolean,
  partitions: PartitionResponse[],
): TopicResponse {
  return { errorCode, name, topicId, isInternal, partitions, topicAuthorizedOperations: TOPIC_OPERATIONS };
}

import { ErrorCode, type InferInput, OffsetCommitRequest, OffsetCommitResponse, type Uuid } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';
import { type Commit, commitOffsets, type OffsetToCommit } from '../coordinator/group/commit.ts';
import type { Topic } from '../metadata/metadata.ts';

type Response = InferInput<typeof OffsetCommitResponse>;
type TopicRequest = OffsetCommitRequest['topics'][number];
type PartitionRequest = TopicRequest['partitions'][number];

/** First version that names topics by id (KIP-848). */
const TOPIC_IDS_SINCE = 10;
/** Before it offsets were kept in ZooKeeper, which no cluster of today has. */
const IN_KAFKA_SINCE = 1;

export const offsetCommit: Api = defineApi(
  'OffsetCommit',
  OffsetCommitRequest,
  OffsetCommitResponse,
  handleOffsetCommit,
);

/**
 * OffsetCommit, v0–10. Topics are decided before the coordinator sees the request: if none of them is left, the group
 * is not even looked at.
 */
function handleOffsetCommit(context: RequestContext, request: OffsetCommitRequest): Response {
  const answers = new Answers();
  if (!context.allowed('Read', 'Group', request.groupId)) {
    for (const topic of request.topics) answers.addAll(topic, ErrorCode.GROUP_AUTHORIZATION_FAILED);
    return answers.response;
  }
  const offsets = request.topics.flatMap((topic) => offsetsIn(context, request, topic, answers));
  if (offsets.length === 0) return answers.response;
  if (context.apiVersion < IN_KAFKA_SINCE) {
    for (const { topicName: name, topicId, partitionIndex } of offsets)
      answers.add({ name, topicId }, partitionIndex, ErrorCode.UNSUPPORTED_VERSION);
    return answers.response;
  }
  const commit = toCommit(context, request, offsets);
  const errors = context.services.groups.coordinate<readonly ErrorCode[]>(
    context,
    request.groupId,
    (error) => offsets.map(() => error),
    (shard, now) => commitOffsets(shard, commit, now),
  );
  offsets.forEach(({ topicName: name, topicId, partitionIndex }, index) => {
    answers.add({ name, topicId }, partitionIndex, errors[index] ?? ErrorCode.UNKNOWN_SERVER_ERROR);
  });
  return answers.response;
}

function toCommit(context: RequestContext, request: OffsetCommitRequest, offsets: readonly OffsetToCommit[]): Commit {
  const { groupId, memberId, groupInstanceId, generationIdOrMemberEpoch, retentionTimeMs } = request;
  const committer = { memberId, groupInstanceId, generationIdOrMemberEpoch, isTransactional: false };
  return { groupId, committer, apiVersion: context.apiVersion, retentionTimeMs, offsets };
}

/** Those of a topic that the coordinator is to see; for others the answer is known. */
function offsetsIn(
  context: RequestContext,
  request: OffsetCommitRequest,
  wanted: TopicRequest,
  answers: Answers,
): OffsetToCommit[] {
  const { metadata } = context.services;
  const isById = context.apiVersion >= TOPIC_IDS_SINCE;
  const topic = isById ? metadata.topicById(wanted.topicId) : metadata.topic(wanted.name);
  if (isById && topic === undefined) return answers.addAll(wanted, ErrorCode.UNKNOWN_TOPIC_ID);
  const name = topic?.name ?? wanted.name;
  if (!context.allowed('Read', 'Topic', name)) return answers.addAll(wanted, ErrorCode.TOPIC_AUTHORIZATION_FAILED);
  if (topic === undefined) return answers.addAll(wanted, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  return wanted.partitions.flatMap((offset) => {
    if (topic.partitions[offset.partitionIndex] !== undefined) return [toOffset(context, request, topic, offset)];
    answers.add({ name, topicId: topic.topicId }, offset.partitionIndex, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    return [];
  });
}

function toOffset(
  context: RequestContext,
  request: OffsetCommitRequest,
  topic: Topic,
  wanted: PartitionRequest,
): OffsetToCommit {
  const { partitionIndex, committedOffset, committedLeaderEpoch: leaderEpoch, committedMetadata: metadata } = wanted;
  const partition = topic.partitions[partitionIndex];
  const { connection, services } = context;
  const { memberId } = request;
  const isStale =
    partition !== undefined && services.groups.isStaleCommit({ connection, memberId, partition, committedOffset });
  return {
    topicName: topic.name,
    topicId: topic.topicId,
    partitionIndex,
    offset: committedOffset,
    leaderEpoch,
    metadata,
    isStale,
  };
}

interface TopicName {
  readonly name: string;
  readonly topicId: Uuid;
}

/** Answers by topic, in the order in which they are known: those that the coordinator does not see come first. */
class Answers {
  readonly #byTopic = new Map<
    string,
    { name: string; topicId: Uuid; partitions: { partitionIndex: number; errorCode: ErrorCode }[] }
  >();

  get response(): Response {
    return { topics: [...this.#byTopic.values()] };
  }

  add({ name, topicId }: TopicName, partitionIndex: number, errorCode: ErrorCode): void {
    const key = name === '' ? topicId : name;
    const topic = this.#byTopic.get(key) ?? { name, topicId, partitions: [] };
    this.#byTopic.set(key, topic);
    topic.partitions.push({ partitionIndex, errorCode });
  }

  /** @returns that there is nothing for the coordinator. */
  addAll(topic: TopicRequest, errorCode: ErrorCode): [] {
    for (const { partitionIndex } of topic.partitions) this.add(topic, partitionIndex, errorCode);
    return [];
  }
}

import { ErrorCode, type InferInput, OffsetCommitRequest, OffsetCommitResponse } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';
import { defined } from '../assert.ts';
import { eachOnce, mergedByTopic } from './merged-topics.ts';
import { type Commit, commitOffsets, type OffsetToCommit } from '../coordinator/group/commit.ts';
import type { Topic } from '../metadata/metadata.ts';

type Response = InferInput<typeof OffsetCommitResponse>;
type TopicResponse = Response['topics'][number];
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
  if (!context.allowed('Read', 'Group', request.groupId)) {
    const refused = request.topics.map((topic) => failed(topic, ErrorCode.GROUP_AUTHORIZATION_FAILED));
    return { topics: mergedByTopic(refused, [], keyOf) };
  }
  const judged = request.topics.map((topic) => judge(context, request, topic));
  const refused = judged.flatMap((topic) => topic.refused ?? []);
  const named = judged.map(({ offsets }) => offsets).filter((offsets) => offsets.length > 0);
  const isAsNamed = context.services.release.isAtLeast('4.0');
  const toAnswer = isAsNamed
    ? named
    : eachOnce(
        named,
        ({ topicName }) => topicName,
        ({ partitionIndex }) => partitionIndex,
      );
  const errors = errorsOf(context, request, toAnswer.flat());
  const answered = toAnswer.map((offsets) => answerTo(offsets, errors));
  return { topics: mergedByTopic(refused, answered, keyOf) };
}

/** What becomes of each offset: those that are left are committed together. */
function errorsOf(
  context: RequestContext,
  request: OffsetCommitRequest,
  offsets: readonly OffsetToCommit[],
): Map<OffsetToCommit, ErrorCode> {
  if (offsets.length === 0) return new Map();
  if (context.apiVersion < IN_KAFKA_SINCE) {
    return new Map(offsets.map((offset) => [offset, ErrorCode.UNSUPPORTED_VERSION]));
  }
  const commit = toCommit(context, request, offsets);
  const errors = context.services.groups.coordinate<readonly ErrorCode[]>(
    context,
    request.groupId,
    (error) => offsets.map(() => error),
    (shard, now) => commitOffsets(shard, commit, now),
  );
  return new Map(offsets.map((offset, index) => [offset, errors[index] ?? ErrorCode.UNKNOWN_SERVER_ERROR]));
}

/** Offsets of one topic, of which there is one at least. */
function answerTo(offsets: readonly OffsetToCommit[], errors: ReadonlyMap<OffsetToCommit, ErrorCode>): TopicResponse {
  const { topicName: name, topicId } = defined(offsets[0], 'an offset');
  const partitions = offsets.map((offset) => {
    return {
      partitionIndex: offset.partitionIndex,
      errorCode: defined(errors.get(offset), 'what became of an offset'),
    };
  });
  return { name, topicId, partitions };
}

function toCommit(context: RequestContext, request: OffsetCommitRequest, offsets: readonly OffsetToCommit[]): Commit {
  const { groupId, memberId, groupInstanceId, generationIdOrMemberEpoch, retentionTimeMs } = request;
  const committer = { memberId, groupInstanceId, generationIdOrMemberEpoch, isTransactional: false };
  return { groupId, committer, apiVersion: context.apiVersion, retentionTimeMs, offsets };
}

/** What of a topic the coordinator is to see; for the rest the answer is known. */
interface Judged {
  readonly offsets: readonly OffsetToCommit[];
  /** Of a topic that is not there, also without partitions. */
  readonly refused: TopicResponse | undefined;
}

function judge(context: RequestContext, request: OffsetCommitRequest, wanted: TopicRequest): Judged {
  const { metadata } = context.services;
  const isById = context.apiVersion >= TOPIC_IDS_SINCE;
  const topic = isById ? metadata.topicById(wanted.topicId) : metadata.topic(wanted.name);
  const refuse = (errorCode: ErrorCode): Judged => ({ offsets: [], refused: failed(wanted, errorCode) });
  if (isById && topic === undefined) return refuse(ErrorCode.UNKNOWN_TOPIC_ID);
  const name = topic?.name ?? wanted.name;
  if (!context.allowed('Read', 'Topic', name)) return refuse(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
  if (topic === undefined) return refuse(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  const exists = ({ partitionIndex }: PartitionRequest): boolean => topic.partitions[partitionIndex] !== undefined;
  const unknown = wanted.partitions.filter((offset) => !exists(offset));
  const missing = { name, topicId: topic.topicId, partitions: unknown };
  return {
    offsets: wanted.partitions.filter(exists).map((offset) => toOffset(context, request, topic, offset)),
    refused: unknown.length > 0 ? failed(missing, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) : undefined,
  };
}

function failed(
  { name, topicId, partitions }: Pick<TopicRequest, 'name' | 'topicId' | 'partitions'>,
  errorCode: ErrorCode,
): TopicResponse {
  return { name, topicId, partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })) };
}

/** By id the name is not sent. */
function keyOf({ name, topicId }: TopicResponse): string {
  return name === undefined || name === '' ? topicId : name;
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
    commitTimestampMs: wanted.commitTimestamp,
    isStale,
  };
}

import { ErrorCode, type InferInput, OffsetDeleteRequest, OffsetDeleteResponse } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';
import { eachOnce, mergedByTopic } from './merged-topics.ts';
import { type DeletedOffsets, deleteOffsets, type OffsetsToDelete } from '../coordinator/group/delete.ts';

type Response = InferInput<typeof OffsetDeleteResponse>;
type TopicRequest = OffsetDeleteRequest['topics'][number];
type TopicResponse = Response['topics'][number];

export const offsetDelete: Api = defineApi(
  'OffsetDelete',
  OffsetDeleteRequest,
  OffsetDeleteResponse,
  handleOffsetDelete,
);

/** OffsetDelete, v0. Deletes committed offsets of topics that the group does not read (KIP-496). */
function handleOffsetDelete(context: RequestContext, request: OffsetDeleteRequest): Response {
  const { groupId } = request;
  if (!context.allowed('Delete', 'Group', groupId)) return failed(ErrorCode.GROUP_AUTHORIZATION_FAILED);
  if (groupId === '') return failed(ErrorCode.INVALID_GROUP_ID);
  const judged = request.topics.map((topic) => judge(context, topic));
  const named = judged.map(({ toDelete }) => toDelete).filter(({ partitionIndexes }) => partitionIndexes.length > 0);
  const topics = context.services.release.isAtLeast('4.0') ? named : topicsOnce(named);
  const deleted = context.services.groups.coordinate<DeletedOffsets>(
    context,
    groupId,
    (error) => ({ errorCode: error, topics: [] }),
    (shard) => deleteOffsets(shard, groupId, topics),
  );
  if (deleted.errorCode !== ErrorCode.NONE) return failed(deleted.errorCode);
  const answered = deleted.topics.map(({ topicName: name, partitionIndexes, errorCode }) => {
    return { name, partitions: partitionIndexes.map((partitionIndex) => ({ partitionIndex, errorCode })) };
  });
  const refused = judged.flatMap((topic) => topic.refused ?? []);
  return { errorCode: ErrorCode.NONE, topics: mergedByTopic(refused, answered, ({ name }) => name) };
}

function topicsOnce(topics: readonly OffsetsToDelete[]): OffsetsToDelete[] {
  const partitions = topics.map(({ topicName, partitionIndexes }) => {
    return partitionIndexes.map((partitionIndex) => ({ topicName, partitionIndex }));
  });
  return eachOnce(
    partitions,
    ({ topicName }) => topicName,
    ({ partitionIndex }) => partitionIndex,
  ).map((items) => ({
    topicName: items[0]?.topicName ?? '',
    partitionIndexes: items.map(({ partitionIndex }) => partitionIndex),
  }));
}

/** What of a topic the coordinator is to see; for the rest the answer is known. */
interface Judged {
  readonly toDelete: OffsetsToDelete;
  /** Of a topic that is not there, also without partitions. */
  readonly refused: TopicResponse | undefined;
}

function judge(context: RequestContext, { name, partitions }: TopicRequest): Judged {
  const isAllowed = context.allowed('Read', 'Topic', name);
  const topic = isAllowed ? context.services.metadata.topic(name) : undefined;
  const errorCode = isAllowed ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : ErrorCode.TOPIC_AUTHORIZATION_FAILED;
  const indexes = partitions.map(({ partitionIndex }) => partitionIndex);
  const exists = (partitionIndex: number): boolean => topic?.partitions[partitionIndex] !== undefined;
  const refused = indexes.filter((index) => !exists(index)).map((partitionIndex) => ({ partitionIndex, errorCode }));
  return {
    toDelete: { topicName: name, partitionIndexes: indexes.filter(exists) },
    refused: topic === undefined || refused.length > 0 ? { name, partitions: refused } : undefined,
  };
}

function failed(errorCode: ErrorCode): Response {
  return { errorCode, topics: [] };
}

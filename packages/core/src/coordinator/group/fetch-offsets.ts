import { ErrorCode, type Uuid, ZERO_UUID } from '@testka/protocol';
import type { GroupShard } from './group-shard.ts';
import type { CommittedOffset } from './offsets.ts';

/** Offsets that are asked for. */
export interface OffsetsWanted {
  readonly groupId: string;
  /** v9+; null or "": not a member. */
  readonly memberId: string | null;
  readonly memberEpoch: number;
  /** Null: all that there are. */
  readonly topics: readonly TopicWanted[] | null;
  /** Say so where a transaction is about to change an offset, rather than give the one of before (KIP-447). */
  readonly requireStable: boolean;
}

export interface TopicWanted {
  readonly topicName: string;
  /** ZERO_UUID: asked for by name. */
  readonly topicId: Uuid;
  readonly partitionIndexes: readonly number[];
}

/** Offsets of one topic, as OffsetFetch gives them. */
export interface FetchedTopic {
  readonly topicName: string;
  readonly topicId: Uuid;
  readonly partitions: readonly FetchedPartition[];
}

export interface FetchedPartition {
  readonly partitionIndex: number;
  /** -1: none is committed. */
  readonly committedOffset: number;
  readonly committedLeaderEpoch: number;
  readonly metadata: string;
  readonly errorCode: ErrorCode;
}

export interface FetchedOffsets {
  readonly errorCode: ErrorCode;
  readonly topics: readonly FetchedTopic[];
}

/** OffsetFetch of one group, v1–10. An unknown group, topic or partition is no error: there is just no offset. */
export function fetchOffsets(shard: GroupShard, wanted: OffsetsWanted): FetchedOffsets {
  const { groupId, memberId, memberEpoch, requireStable } = wanted;
  // What must be stable is asked of the group as it is, not as it was last written.
  const group = requireStable ? shard.groups.get(groupId) : shard.writtenGroup(groupId);
  const error = group?.validateOffsetFetch(memberId, memberEpoch) ?? ErrorCode.GROUP_ID_NOT_FOUND;
  if (error !== ErrorCode.NONE && error !== ErrorCode.GROUP_ID_NOT_FOUND) return { errorCode: error, topics: [] };
  const topics = wanted.topics ?? allTopics(shard, groupId);
  return { errorCode: ErrorCode.NONE, topics: topics.map((topic) => fetchTopic(shard, wanted, topic)) };
}

function allTopics(shard: GroupShard, groupId: string): TopicWanted[] {
  return [...shard.offsets.topicsOf(groupId)].map(([topicName, partitions]) => {
    return { topicName, topicId: ZERO_UUID, partitionIndexes: [...partitions.keys()] };
  });
}

function fetchTopic(shard: GroupShard, { groupId, requireStable }: OffsetsWanted, topic: TopicWanted): FetchedTopic {
  const { topicName, topicId, partitionIndexes } = topic;
  const partitions = partitionIndexes.map((partitionIndex): FetchedPartition => {
    if (requireStable && shard.offsets.isPending(groupId, topicName, partitionIndex)) {
      return noOffset(partitionIndex, ErrorCode.UNSTABLE_OFFSET_COMMIT);
    }
    const committed = shard.offsets.get(groupId, topicName, partitionIndex);
    if (committed === undefined || isOfAnother(committed, topicId)) return noOffset(partitionIndex, ErrorCode.NONE);
    const { offset: committedOffset, leaderEpoch: committedLeaderEpoch, metadata } = committed;
    return { partitionIndex, committedOffset, committedLeaderEpoch, metadata, errorCode: ErrorCode.NONE };
  });
  return { topicName, topicId, partitions };
}

/** What a partition without an offset is answered. */
export function noOffset(partitionIndex: number, errorCode: ErrorCode): FetchedPartition {
  return { partitionIndex, committedOffset: -1, committedLeaderEpoch: -1, metadata: '', errorCode };
}

/** The topic was deleted and made again since: another topic of the same name. */
function isOfAnother(committed: CommittedOffset, topicId: Uuid): boolean {
  return committed.topicId !== ZERO_UUID && topicId !== ZERO_UUID && committed.topicId !== topicId;
}

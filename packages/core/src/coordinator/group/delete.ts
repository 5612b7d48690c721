import { ErrorCode, type Uuid, ZERO_UUID } from '@testka/protocol';
import { answer, type Outcome } from '../outcome.ts';
import type { GroupShard } from './group-shard.ts';
import { type GroupRecord, offsetTombstone } from './records.ts';

/** DeleteGroups, one group: it must be empty. Its offsets go with it. */
export function deleteGroup(shard: GroupShard, groupId: string): Outcome<GroupRecord, ErrorCode> {
  const group = shard.groups.get(groupId);
  if (group === undefined) return answer(ErrorCode.GROUP_ID_NOT_FOUND);
  const error = group.validateDelete();
  if (error !== ErrorCode.NONE) return answer(error);
  return {
    records: [...offsetTombstonesOf(shard, groupId), ...group.tombstones()],
    whenWritten: () => ErrorCode.NONE,
    whenRefused: (refusal) => refusal,
  };
}

/** Partitions of a topic, known to exist. */
export interface OffsetsToDelete {
  readonly topicName: string;
  readonly partitionIndexes: readonly number[];
}

export interface DeletedOffsets {
  readonly errorCode: ErrorCode;
  readonly topics: readonly (OffsetsToDelete & { readonly errorCode: ErrorCode })[];
}

/** OffsetDelete: offsets of topics that no member reads (KIP-496). Deleting what is not there is no error. */
export function deleteOffsets(
  shard: GroupShard,
  groupId: string,
  topics: readonly OffsetsToDelete[],
): Outcome<GroupRecord, DeletedOffsets> {
  const group = shard.groups.get(groupId);
  const error = group?.validateOffsetDelete() ?? ErrorCode.GROUP_ID_NOT_FOUND;
  if (group === undefined || error !== ErrorCode.NONE) return answer({ errorCode: error, topics: [] });
  const results = topics.map((topic) => {
    const isSubscribed = group.isSubscribedTo(topic.topicName);
    return { ...topic, errorCode: isSubscribed ? ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC : ErrorCode.NONE };
  });
  const deleted = results.filter(({ errorCode }) => errorCode === ErrorCode.NONE);
  const tombstones = deleted.flatMap(({ topicName, partitionIndexes }) => {
    return partitionIndexes
      .filter((partitionIndex) => exists(shard, groupId, topicName, partitionIndex))
      .map((partitionIndex) => offsetTombstone(groupId, topicName, partitionIndex));
  });
  // Before 4.0 a group that nobody is in and nothing is left of goes at once, later otherwise.
  const goesToo = !shard.ports.release.isAtLeast('4.0') && group.validateDelete() === ErrorCode.NONE;
  const isLast = goesToo && offsetTombstonesOf(shard, groupId).length === tombstones.length;
  return {
    records: isLast ? [...tombstones, ...group.tombstones()] : tombstones,
    whenWritten: () => ({ errorCode: ErrorCode.NONE, topics: results }),
    whenRefused: (refusal) => ({ errorCode: refusal, topics: [] }),
  };
}

/** A topic is gone, and every group's offsets in it with it; those of a newer topic of the same name stay. */
export function deleteOffsetsOfTopic(shard: GroupShard, topicId: Uuid, topicName: string): Outcome<GroupRecord, void> {
  const records = [...shard.offsets.groupIds()].flatMap((groupId) => {
    return [...shard.offsets.of(groupId), ...shard.offsets.pendingOf(groupId)]
      .filter((committed) => committed.topicName === topicName)
      .filter((committed) => committed.topicId === ZERO_UUID || committed.topicId === topicId)
      .map(({ partitionIndex }) => offsetTombstone(groupId, topicName, partitionIndex));
  });
  return { records, whenWritten: () => {}, whenRefused: () => {} };
}

/** For each offset one, whether it is committed or in an open transaction. */
function offsetTombstonesOf(shard: GroupShard, groupId: string): GroupRecord[] {
  const { offsets } = shard;
  const pending = [...offsets.pendingOf(groupId)].filter(({ topicName, partitionIndex }) => {
    return offsets.get(groupId, topicName, partitionIndex) === undefined;
  });
  return [...offsets.of(groupId), ...pending].map(({ topicName, partitionIndex }) => {
    return offsetTombstone(groupId, topicName, partitionIndex);
  });
}

function exists({ offsets }: GroupShard, groupId: string, topicName: string, partitionIndex: number): boolean {
  return (
    offsets.get(groupId, topicName, partitionIndex) !== undefined ||
    offsets.isPending(groupId, topicName, partitionIndex)
  );
}

import type { CommittedOffset } from './offsets.ts';
import type { GroupRecord, OffsetCommitRecord } from './records.ts';

/** A group without its members: what a snapshot has of it. */
export interface GroupSnapshot {
  readonly groupId: string;
  /** Undefined: a "simple" group, which its offsets make. */
  readonly classic: EmptyClassicGroup | undefined;
  readonly offsets: readonly CommittedOffset[];
}

export interface EmptyClassicGroup {
  readonly protocolType: string;
  readonly generationId: number;
  /** Ms since the epoch; -1: not known. */
  readonly emptySinceMs: number;
}

/** What makes the group, empty. @param agedMs time that has gone by since the snapshot was taken: it does not count */
export function groupRecords({ groupId, classic }: GroupSnapshot, agedMs: number): GroupRecord[] {
  if (classic === undefined) return [];
  const { protocolType, generationId, emptySinceMs } = classic;
  const value = {
    protocolType,
    generation: generationId,
    protocol: null,
    leader: null,
    currentStateTimestamp: aged(emptySinceMs, agedMs),
    members: [],
  };
  return [{ type: 'GroupMetadata', groupId, value }];
}

/** What commits its offsets. @param agedMs as above, so that they expire as long after this as they would have then */
export function offsetRecords({ groupId, offsets }: GroupSnapshot, agedMs: number): OffsetCommitRecord[] {
  return offsets.map(({ topicName, partitionIndex, ...committed }) => ({
    type: 'OffsetCommit',
    groupId,
    topicName,
    partitionIndex,
    value: {
      offset: committed.offset,
      leaderEpoch: committed.leaderEpoch,
      metadata: committed.metadata,
      commitTimestamp: aged(committed.commitTimestampMs, agedMs),
      expireTimestamp: aged(committed.expireTimestampMs, agedMs),
      topicId: committed.topicId,
    },
  }));
}

function aged(timestampMs: number, agedMs: number): number {
  return timestampMs === -1 ? -1 : timestampMs + agedMs;
}

import type { EndTransactionResult, Uuid } from '@testka/protocol';
import type { RecordPosition } from '../runtime.ts';
import type { OffsetCommitRecord } from './records.ts';

/** An offset that a group has committed for one partition. */
export interface CommittedOffset {
  readonly topicName: string;
  readonly partitionIndex: number;
  readonly offset: number;
  /** -1: the client did not say. */
  readonly leaderEpoch: number;
  readonly metadata: string;
  readonly commitTimestampMs: number;
  /** Set by a retention of its own (OffsetCommit v2–4); -1: none. */
  readonly expireTimestampMs: number;
  /** ZERO_UUID: not known when it was committed. */
  readonly topicId: Uuid;
  /** Where the record lies: of two commits the later wins, however their transactions end. */
  readonly recordOffset: number;
}

/** One group's offsets by topic and partition, in the order in which they were first committed. */
class GroupOffsets {
  readonly byTopic = new Map<string, Map<number, CommittedOffset>>();

  get(topicName: string, partitionIndex: number): CommittedOffset | undefined {
    return this.byTopic.get(topicName)?.get(partitionIndex);
  }

  put(committed: CommittedOffset): void {
    const partitions = this.byTopic.get(committed.topicName);
    if (partitions === undefined)
      this.byTopic.set(committed.topicName, new Map([[committed.partitionIndex, committed]]));
    else partitions.set(committed.partitionIndex, committed);
  }

  delete(topicName: string, partitionIndex: number): void {
    const partitions = this.byTopic.get(topicName);
    if (partitions?.delete(partitionIndex) === true && partitions.size === 0) this.byTopic.delete(topicName);
  }

  *all(): IterableIterator<CommittedOffset> {
    for (const partitions of this.byTopic.values()) yield* partitions.values();
  }
}

/** Committed offsets of the groups of one shard: durable, changed by replay only. */
export class Offsets {
  readonly #committed = new Map<string, GroupOffsets>();
  /** By producer id, then group: offsets of open transactions, which nobody reads before they are committed. */
  readonly #pending = new Map<number, Map<string, GroupOffsets>>();

  get(groupId: string, topicName: string, partitionIndex: number): CommittedOffset | undefined {
    return this.#committed.get(groupId)?.get(topicName, partitionIndex);
  }

  /** The group's offsets by topic, in the order in which topics were first committed. */
  topicsOf(groupId: string): ReadonlyMap<string, ReadonlyMap<number, CommittedOffset>> {
    return this.#committed.get(groupId)?.byTopic ?? NO_TOPICS;
  }

  *of(groupId: string): IterableIterator<CommittedOffset> {
    yield* this.#committed.get(groupId)?.all() ?? [];
  }

  /** Offsets of the group in open transactions. */
  *pendingOf(groupId: string): IterableIterator<CommittedOffset> {
    for (const groups of this.#pending.values()) yield* groups.get(groupId)?.all() ?? [];
  }

  isPending(groupId: string, topicName: string, partitionIndex: number): boolean {
    for (const groups of this.#pending.values()) {
      if (groups.get(groupId)?.get(topicName, partitionIndex) !== undefined) return true;
    }
    return false;
  }

  hasPending(groupId: string): boolean {
    return !this.pendingOf(groupId).next().done;
  }

  /** Groups with committed offsets or offsets in open transactions. */
  groupIds(): Set<string> {
    return new Set([...this.#committed.keys(), ...[...this.#pending.values()].flatMap((groups) => [...groups.keys()])]);
  }

  replay(
    { groupId, topicName, partitionIndex, value }: OffsetCommitRecord,
    { offset, producerId }: RecordPosition,
  ): void {
    if (value === null) return this.#delete(groupId, topicName, partitionIndex);
    const committed: CommittedOffset = {
      topicName,
      partitionIndex,
      offset: value.offset,
      leaderEpoch: value.leaderEpoch,
      metadata: value.metadata,
      commitTimestampMs: value.commitTimestamp,
      expireTimestampMs: value.expireTimestamp,
      topicId: value.topicId,
      recordOffset: offset,
    };
    const groups = producerId === -1 ? this.#committed : this.#pendingOf(producerId);
    offsetsOf(groups, groupId).put(committed);
  }

  replayEndTransaction(producerId: number, result: EndTransactionResult): void {
    const groups = this.#pending.get(producerId);
    this.#pending.delete(producerId);
    if (groups === undefined || result === 'abort') return;
    for (const [groupId, offsets] of groups) {
      const committed = offsetsOf(this.#committed, groupId);
      for (const offset of offsets.all()) {
        const existing = committed.get(offset.topicName, offset.partitionIndex);
        if (existing === undefined || offset.recordOffset > existing.recordOffset) committed.put(offset);
      }
    }
  }

  #pendingOf(producerId: number): Map<string, GroupOffsets> {
    const groups = this.#pending.get(producerId) ?? new Map<string, GroupOffsets>();
    this.#pending.set(producerId, groups);
    return groups;
  }

  /** A tombstone also takes what transactions have not committed yet. */
  #delete(groupId: string, topicName: string, partitionIndex: number): void {
    for (const groups of [this.#committed, ...this.#pending.values()]) {
      const offsets = groups.get(groupId);
      offsets?.delete(topicName, partitionIndex);
      if (offsets?.byTopic.size === 0) groups.delete(groupId);
    }
  }
}

const NO_TOPICS: ReadonlyMap<string, ReadonlyMap<number, CommittedOffset>> = new Map();

function offsetsOf(groups: Map<string, GroupOffsets>, groupId: string): GroupOffsets {
  const offsets = groups.get(groupId) ?? new GroupOffsets();
  groups.set(groupId, offsets);
  return offsets;
}

import { RecordBatch, scanRecords, stampBatch, stampTimestamps } from '@testka/protocol';
import { assert } from '../assert.ts';
import type { TopicConfig } from '../metadata/configs/configs.ts';
import { type EpochEntry, LeaderEpochs } from './leader-epochs.ts';
import { type ProducerEntry, ProducerState } from './producer-state.ts';
import { type Origin, Segment, type StoredBatch } from './segment.ts';

/** What a read found: blocks to send as they are, and how much that is. */
export interface LogSlice {
  readonly chunks: readonly Buffer[];
  readonly sizeInBytes: number;
}

/** A record found by its timestamp. */
export interface TimestampOffset {
  readonly timestamp: number;
  readonly offset: number;
  readonly leaderEpoch: number;
}

/** A log at one moment. */
export interface LogSnapshot {
  readonly segments: readonly Segment[];
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  readonly leaderEpochs: readonly EpochEntry[];
  readonly producers: readonly ProducerEntry[];
}

const NOTHING: LogSlice = { chunks: [], sizeInBytes: 0 };

/** One partition's log: segments of batches, kept as the bytes that came. One per partition, not per replica. */
export class Log {
  readonly leaderEpochs = new LeaderEpochs();
  readonly producers = new ProducerState();
  readonly #config: () => TopicConfig;
  #segments: Segment[];
  #logStartOffset = 0;
  #logEndOffset = 0;

  constructor(config: () => TopicConfig, createdAtMs: number) {
    this.#config = config;
    this.#segments = [new Segment(0, createdAtMs)];
  }

  /** Offset of the first record that can be read. */
  get logStartOffset(): number {
    return this.#logStartOffset;
  }

  /** Offset that the next record will get. */
  get logEndOffset(): number {
    return this.#logEndOffset;
  }

  get sizeInBytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.sizeInBytes, 0);
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** Batches from the one that contains `offset` on, oldest first. */
  *batchesFrom(offset: number): IterableIterator<StoredBatch> {
    for (let index = this.#segmentIndex(offset); index < this.#segments.length; index++) {
      const segment = this.#segments[index];
      if (segment === undefined) return;
      for (let at = segment.indexOf(offset); at < segment.batches.length; at++) {
        const stored = segment.batches[at];
        if (stored !== undefined) yield stored;
      }
    }
  }

  /** The segment that takes a batch of this size and largest record time; a new one when the last is full or old. */
  rollIfDue(sizeToAppend: number, maxTimestamp: number, now: number): Segment {
    const active = this.#segments.at(-1);
    assert(active !== undefined, 'a log has a segment');
    const { segmentBytes, segmentMs } = this.#config();
    // Its age counts from the time of its first batch to that of the new one: the clock counts only where there is none.
    const since = active.batches[0]?.maxTimestamp ?? -1;
    const ageMs = since >= 0 ? maxTimestamp - since : now - active.createdAtMs;
    const isFull = active.sizeInBytes + sizeToAppend > segmentBytes || ageMs > segmentMs;
    const isEmpty = active.batches.length === 0;
    if (!active.isSealed && (isEmpty || !isFull)) return active;
    // An empty one that a snapshot holds stays as it is; another takes its place, as it would stand beside it for ever.
    if (isEmpty) this.#segments.pop();
    const next = isEmpty ? new Segment(active.baseOffset, active.createdAtMs) : new Segment(this.#logEndOffset, now);
    this.#segments.push(next);
    return next;
  }

  /**
   * Appends a validated batch: copies it once, gives it its offset, its leader epoch and its time.
   * @param bytes exactly one batch; not kept, so a slice of a socket's chunk is fine.
   * @param maxTimestamp the largest of its records, default what its header says; under LogAppendTime the time of the append
   *   counts.
   */
  append(
    bytes: Buffer,
    leaderEpoch: number,
    origin: Origin,
    maxTimestamp = RecordBatch.at(bytes).maxTimestamp,
  ): StoredBatch {
    const copy = Buffer.allocUnsafeSlow(bytes.length);
    bytes.copy(copy);
    stampBatch(copy, { baseOffset: this.#logEndOffset, partitionLeaderEpoch: leaderEpoch });
    const type = this.#config().messageTimestampType;
    stampTimestamps(copy, type, type === 'LogAppendTime' ? origin.appendedAtMs : maxTimestamp);
    const batch = RecordBatch.at(copy);
    this.leaderEpochs.assign(leaderEpoch, batch.baseOffset);
    const segment = this.rollIfDue(copy.length, batch.maxTimestamp, origin.appendedAtMs);
    const stored = segment.append(batch, copy, origin);
    if (batch.producerId >= 0 && !batch.isControl) this.producers.replay(batch, origin.appendedAtMs);
    this.#logEndOffset = batch.lastOffset + 1;
    return stored;
  }

  /**
   * Whole batches from the one that contains `offset`, below `endOffset`, out of one segment, as Kafka reads.
   * @param maxBytes cuts the last batch, never the first: that one is given whole when `minOneMessage`, else not at all (KIP-74).
   */
  read(offset: number, maxBytes: number, endOffset: number, minOneMessage: boolean): LogSlice {
    const first = this.#firstSegmentWith(offset);
    if (first === undefined) return NOTHING;
    const { segment, index } = first;
    const chunks: Buffer[] = [];
    let sizeInBytes = 0;
    for (let at = index; at < segment.batches.length; at++) {
      const stored = segment.batches[at];
      if (stored === undefined || stored.baseOffset >= endOffset) break;
      const isFirst = at === index;
      const fits = stored.bytes.length <= maxBytes - sizeInBytes;
      if (!fits && isFirst && !minOneMessage) return NOTHING;
      const chunk = fits || isFirst ? stored.bytes : stored.bytes.subarray(0, Math.max(maxBytes - sizeInBytes, 0));
      if (chunk.length === 0) break;
      chunks.push(chunk);
      sizeInBytes += chunk.length;
      if (!fits) break;
    }
    return { chunks, sizeInBytes };
  }

  /** Bytes between two offsets, the batch that contains `from` included; counted no further than `enough`. */
  bytesBetween(from: number, to: number, enough: number): number {
    let total = 0;
    for (const stored of this.batchesFrom(from)) {
      if (stored.baseOffset >= to || total >= enough) break;
      total += stored.bytes.length;
    }
    return total;
  }

  /** Whether `offset` lies in another segment than the one being written; a fetch of it need not wait for more. */
  isOnOlderSegment(offset: number): boolean {
    return offset < (this.#segments.at(-1)?.baseOffset ?? 0);
  }

  /**
   * The first record, by offset, whose timestamp is at least `timestamp`, below `endOffset` (KIP-79). As in Kafka only the first
   * segment with such a time is looked into: if what has it was deleted, nothing is found.
   */
  offsetForTimestamp(timestamp: number, endOffset: number): TimestampOffset | undefined {
    const segment = this.#segments.find(({ largestTimestamp }) => largestTimestamp >= timestamp);
    for (const stored of segment?.batches.slice(segment.indexOf(this.#logStartOffset)) ?? []) {
      if (stored.baseOffset >= endOffset) return undefined;
      if (stored.maxTimestamp < timestamp || stored.batch.isControl) continue;
      const found = firstIn(stored, (at, offset) => at >= timestamp && offset >= this.#logStartOffset);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /**
   * The first record that has the largest timestamp (KIP-734). As in Kafka it may lie before the log start, as long as its segment
   * is kept.
   */
  offsetOfMaxTimestamp(): TimestampOffset | undefined {
    let best: StoredBatch | undefined;
    for (const stored of this.batchesFrom(0)) {
      // Records without a time have -1: they count when there are no others.
      if (stored.batch.isControl) continue;
      if (best === undefined || stored.maxTimestamp > best.maxTimestamp) best = stored;
    }
    const largest = best?.maxTimestamp;
    return best && firstIn(best, (timestamp) => timestamp === largest);
  }

  /** DeleteRecords: never moves back. Segments that lie wholly before it stay until they are dropped. */
  moveLogStart(offset: number): void {
    assert(offset <= this.#logEndOffset, 'the log does not start after its end');
    if (offset <= this.#logStartOffset) return;
    this.#logStartOffset = offset;
    this.leaderEpochs.truncateBefore(offset);
  }

  /** Drops segments that lie wholly before the start, but never the one that is written. */
  dropDeletedSegments(): void {
    this.#segments = this.#segments.slice(this.#segmentIndex(this.#logStartOffset));
  }

  /** Whether it holds, or will when another segment is begun, what lies before its start. */
  get holdsDeletedRecords(): boolean {
    return (this.#segments[0]?.baseOffset ?? 0) < this.#logStartOffset;
  }

  /** Forgets everything from `offset` on, which is where a batch begins or the log ends: another replica leads that lacks it. */
  truncateTo(offset: number): void {
    assert(offset >= this.#logStartOffset, 'a log is not cut off before its start');
    if (offset >= this.#logEndOffset) return;
    const kept = this.#segments.filter(({ baseOffset }, index) => index === 0 || baseOffset < offset);
    const last = kept.pop();
    assert(last !== undefined, 'a log has a segment');
    this.#segments = [...kept, last.upTo(offset)];
    this.#logEndOffset = offset;
    this.leaderEpochs.truncateFrom(offset);
    this.producers.restore([]);
    for (const { batch, origin } of this.batchesFrom(this.#logStartOffset)) {
      if (batch.producerId >= 0 && !batch.isControl) this.producers.replay(batch, origin.appendedAtMs);
    }
  }

  /** O(segments): what was written is never written again, so it is shared, not copied. */
  snapshot(): LogSnapshot {
    const active = this.#segments.at(-1);
    if (active !== undefined) active.isSealed = true;
    return {
      segments: [...this.#segments],
      logStartOffset: this.#logStartOffset,
      logEndOffset: this.#logEndOffset,
      leaderEpochs: this.leaderEpochs.entries,
      producers: this.producers.snapshot(),
    };
  }

  /** Whether nothing was appended or deleted since the snapshot was taken, in this log. */
  isAt({ segments, logStartOffset, logEndOffset }: LogSnapshot): boolean {
    const isSame = logStartOffset === this.#logStartOffset && logEndOffset === this.#logEndOffset;
    return isSame && segments.at(-1) === this.#segments.at(-1);
  }

  /** A log that goes on from a snapshot. */
  static from(snapshot: LogSnapshot, config: () => TopicConfig, now: number): Log {
    const log = new Log(config, now);
    if (snapshot.segments.length > 0) log.#segments = [...snapshot.segments];
    log.#logStartOffset = snapshot.logStartOffset;
    log.#logEndOffset = snapshot.logEndOffset;
    log.leaderEpochs.restore(snapshot.leaderEpochs);
    log.producers.restore(snapshot.producers);
    return log;
  }

  #segmentIndex(offset: number): number {
    return Math.max(
      this.#segments.findLastIndex(({ baseOffset }) => baseOffset <= offset),
      0,
    );
  }

  /** The segment and index of the first batch at or after `offset`. */
  #firstSegmentWith(offset: number): { segment: Segment; index: number } | undefined {
    for (let at = this.#segmentIndex(offset); at < this.#segments.length; at++) {
      const segment = this.#segments[at];
      if (segment === undefined) return undefined;
      const index = segment.indexOf(offset);
      if (index < segment.batches.length) return { segment, index };
    }
    return undefined;
  }
}

/** The first record that is looked for. */
function firstIn(
  { batch }: StoredBatch,
  isIt: (timestamp: number, offset: number) => boolean,
): TimestampOffset | undefined {
  const { baseOffset, partitionLeaderEpoch: leaderEpoch } = batch;
  let found: TimestampOffset | undefined;
  scanRecords(batch, {}, (_index, timestamp, _hasKey, _size, offsetDelta) => {
    const offset = baseOffset + offsetDelta;
    if (found === undefined && isIt(timestamp, offset)) found = { timestamp, offset, leaderEpoch };
  });
  return found;
}

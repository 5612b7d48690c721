import type { RecordBatch } from '@testka/protocol';
import type { Peer } from '../command.ts';

/** Who appended a batch and when, for those who look at the log from outside. */
export interface Origin {
  readonly clientId: string | null;
  readonly appendedAtMs: number;
  /** Grows with every append to any partition: the order in which things were written. */
  readonly sequence: number;
  /** The very object that its connection has. Undefined: of no client, or of one of another process's snapshot. */
  readonly peer: Peer | undefined;
}

/** A batch as it is kept: its bytes, immutable from now on, and what lookups need. */
export interface StoredBatch {
  readonly batch: RecordBatch;
  readonly bytes: Buffer;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly maxTimestamp: number;
  /** Where it begins, counted from the start of the segment. */
  readonly position: number;
  readonly origin: Origin;
}

/** An append-only run of batches. Once another segment follows it, it is never written again. */
export class Segment {
  readonly baseOffset: number;
  readonly createdAtMs: number;
  readonly batches: StoredBatch[] = [];
  sizeInBytes = 0;
  /** -1 while empty. */
  maxTimestamp = -1;
  /** A snapshot shares it: never written again. */
  isSealed = false;

  constructor(baseOffset: number, createdAtMs: number) {
    this.baseOffset = baseOffset;
    this.createdAtMs = createdAtMs;
  }

  /** That of its records; when none of them has any, of its last write. */
  get largestTimestamp(): number {
    return this.maxTimestamp >= 0 ? this.maxTimestamp : this.lastWrittenAtMs;
  }

  get lastWrittenAtMs(): number {
    return this.batches.at(-1)?.origin.appendedAtMs ?? this.createdAtMs;
  }

  append(batch: RecordBatch, bytes: Buffer, origin: Origin): StoredBatch {
    const { baseOffset, lastOffset, maxTimestamp } = batch;
    const stored = { batch, bytes, baseOffset, lastOffset, maxTimestamp, position: this.sizeInBytes, origin };
    this.batches.push(stored);
    this.sizeInBytes += bytes.length;
    if (maxTimestamp > this.maxTimestamp) this.maxTimestamp = maxTimestamp;
    return stored;
  }

  /** What of it lies before `offset`, as a segment of its own: this one may be shared. */
  upTo(offset: number): Segment {
    const copy = new Segment(this.baseOffset, this.createdAtMs);
    for (const { batch, bytes, baseOffset, origin } of this.batches) {
      if (baseOffset < offset) copy.append(batch, bytes, origin);
    }
    return copy;
  }

  /** Index of the first batch that ends at or after `offset`; the number of batches when there is none. */
  indexOf(offset: number): number {
    let low = 0;
    let high = this.batches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.batches[middle]?.lastOffset ?? Infinity) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

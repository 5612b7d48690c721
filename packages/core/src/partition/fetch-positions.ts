import type { Partition } from './partition.ts';

interface Position {
  readonly partition: Partition;
  readonly offset: number;
  /** When, in the order of the cluster's events. */
  readonly sequence: number;
}

/**
 * What becomes of a position when logs are put back: it counts no more and the client is told; it counts no more and the client
 * finds out by itself, as it is out of its group; or it is right as it is.
 */
export type PositionFate = 'told' | 'silent' | 'left-alone';

interface StalePosition {
  readonly partition: Partition;
  /** Where it was read last. Undefined: the client has been told to go on there. */
  offset: number | undefined;
  /** Fetches at that offset that were given nothing although the member was back. */
  timesSilenced: number;
  /** Of the log right after the reset. */
  endOffset: number;
  isSilent: boolean;
}

/** Fetches by an old position come once or twice; who goes on asking has chosen that offset. */
const MAX_TIMES_SILENCED = 3;

/** Where one connection reads. Tells whether a consumer has begun, and keeps a reset from being overlooked. */
export class FetchPositions {
  readonly #positions = new Map<string, Position>();
  /** Partitions read before a reset, and not since. */
  readonly #stale = new Map<string, StalePosition>();
  /** Of partitions that the client was told of and asks for anew. */
  readonly #endsAtReset = new Map<string, number>();

  note(partition: Partition, offset: number, sequence: number): void {
    this.#positions.set(partition.key, { partition, offset, sequence });
    this.#stale.delete(partition.key);
    this.#endsAtReset.delete(partition.key);
  }

  /** A fetch that has been waiting since before a reset counts like one that came after it. */
  noteWaiting(partition: Partition, offset: number, nextSequence: () => number): void {
    if (!this.#positions.has(partition.key)) this.note(partition, offset, nextSequence());
  }

  /** The last fetch of a partition by this connection. */
  of(partition: Partition): Position | undefined {
    return this.#positions.get(partition.key);
  }

  get hasStale(): boolean {
    return this.#stale.size > 0;
  }

  /** A reset begins: positions from before mean nothing any more, unless they are left alone. */
  forgetAll(fateOf: (partition: Partition) => PositionFate): void {
    for (const entry of this.#stale.values()) entry.isSilent = fateOf(entry.partition) === 'silent';
    for (const { partition, offset } of this.#positions.values()) {
      const fate = fateOf(partition);
      if (fate === 'left-alone') continue;
      this.#stale.set(partition.key, {
        partition,
        offset,
        timesSilenced: 0,
        endOffset: 0,
        isSilent: fate === 'silent',
      });
    }
    this.#positions.clear();
    this.#endsAtReset.clear();
  }

  /** The logs are as they were at first: from here on a consumer that reads what is new must miss nothing. */
  logsRestored(): void {
    for (const entry of this.#stale.values()) {
      entry.endOffset = entry.partition.highWatermark;
      if (entry.isSilent) this.#endsAtReset.set(entry.partition.key, entry.endOffset);
    }
  }

  /** Whether the partition was read before a reset, and not since. */
  isOfBefore(partition: Partition): boolean {
    return this.#stale.has(partition.key);
  }

  /** The same, by a member that a restore has put out: whether it is back or not, it has not asked for records since. */
  isOfMemberPutOut(partition: Partition): boolean {
    return this.#stale.get(partition.key)?.isSilent === true;
  }

  /** A member that was put out, and is not back, asks for what comes behind its old position. */
  noteSilenced(partition: Partition, offset: number): void {
    const entry = this.#stale.get(partition.key);
    if (entry?.isSilent === true) entry.offset = offset;
  }

  /** The client has been told where its group is. @param offset -1: nowhere, it goes by its own policy */
  offsetTold(partition: Partition, offset: number): void {
    const entry = this.#stale.get(partition.key);
    if (entry !== undefined && (offset < 0 || offset === entry.offset)) entry.offset = undefined;
  }

  /**
   * Whether a fetch of a member that was put out goes by its old position although it is back: it had sent it before it heard
   * of its offsets. Asked once for each fetch.
   */
  silences(partition: Partition, offset: number): boolean {
    const entry = this.#stale.get(partition.key);
    if (entry === undefined || !entry.isSilent || entry.offset !== offset) return false;
    return entry.timesSilenced++ < MAX_TIMES_SILENCED;
  }

  /**
   * Whether this fetch still goes by a position from before the reset. It is told once that its offset is out of range, even
   * where new records have reached that offset: else it would silently skip those before.
   */
  isStale(partition: Partition, offset: number): boolean {
    const entry = this.#stale.get(partition.key);
    if (entry === undefined || entry.isSilent) return false;
    if (offset > partition.log.logStartOffset) return true;
    this.#stale.delete(partition.key);
    return false;
  }

  /** The client is told: its next fetch of the partition counts. */
  told(partition: Partition): void {
    const entry = this.#stale.get(partition.key);
    if (entry !== undefined) this.#endsAtReset.set(partition.key, entry.endOffset);
    this.#stale.delete(partition.key);
  }

  /** Where "latest" was right after the reset, for a client that was told and asks; once. */
  takeEndAtReset(partition: Partition): number | undefined {
    const endOffset = this.#endsAtReset.get(partition.key);
    this.#endsAtReset.delete(partition.key);
    return endOffset;
  }
}

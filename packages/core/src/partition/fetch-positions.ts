import type { Partition } from './partition.ts';

interface Position {
  readonly partition: Partition;
  readonly offset: number;
  /** When, in the order of the cluster's events. */
  readonly sequence: number;
}

/** Where one connection reads. Tells whether a consumer has begun, and keeps a reset from being overlooked. */
export class FetchPositions {
  readonly #positions = new Map<string, Position>();
  /** Partitions read before a reset, and not since, with the end of their log right after it. */
  readonly #stale = new Map<string, { readonly partition: Partition; endOffset: number }>();
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

  /** A reset begins: positions from before mean nothing any more. */
  forgetAll(): void {
    for (const { partition } of this.#positions.values()) this.#stale.set(partition.key, { partition, endOffset: 0 });
    this.#positions.clear();
    this.#endsAtReset.clear();
  }

  /** The logs are as they were at first: from here on a consumer that reads what is new must miss nothing. */
  logsRestored(): void {
    for (const entry of this.#stale.values()) entry.endOffset = entry.partition.highWatermark;
  }

  /**
   * Whether this fetch still goes by a position from before the reset. It is told once that its offset is out of range, even
   * where new records have reached that offset: else it would silently skip those before.
   */
  isStale(partition: Partition, offset: number): boolean {
    if (!this.#stale.has(partition.key)) return false;
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

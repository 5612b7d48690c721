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
  /** Partitions read before a reset, and not since. */
  readonly #stale = new Set<string>();

  note(partition: Partition, offset: number, sequence: number): void {
    this.#positions.set(partition.key, { partition, offset, sequence });
    this.#stale.delete(partition.key);
  }

  /** The last fetch of a partition by this connection. */
  of(partition: Partition): Position | undefined {
    return this.#positions.get(partition.key);
  }

  get hasStale(): boolean {
    return this.#stale.size > 0;
  }

  /** The logs were emptied: positions from before mean nothing any more. */
  forgetAll(): void {
    for (const key of this.#positions.keys()) this.#stale.add(key);
    this.#positions.clear();
  }

  /**
   * Whether this fetch still goes by a position from before the reset. It is told once that its offset is out of range, even
   * where new records have reached that offset: else it would silently skip those before.
   */
  isStale(partition: Partition, offset: number): boolean {
    return this.#stale.has(partition.key) && offset > partition.log.logStartOffset;
  }

  /** The client is told: its next fetch of the partition counts. */
  told(partition: Partition): void {
    this.#stale.delete(partition.key);
  }
}

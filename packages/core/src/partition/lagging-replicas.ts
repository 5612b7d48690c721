import type { BrokerId } from '../command.ts';

/** How far a replica got that does not fetch. */
export interface ReplicaPosition {
  readonly logEndOffset: number;
  /** As far as it was told. */
  readonly highWatermark: number;
  /** Since when it does not fetch. */
  readonly sinceMs: number;
  /** Since when the leader has something that it lacks; undefined: it lacks nothing. */
  readonly behindSinceMs: number | undefined;
}

/**
 * The replicas of a partition that do not fetch. All others have the leader's log at once, and there is one log for all: a
 * replica is an offset in it, up to which its log would be the same.
 */
export class LaggingReplicas {
  readonly #positions = new Map<BrokerId, ReplicaPosition>();

  get isEmpty(): boolean {
    return this.#positions.size === 0;
  }

  get(broker: BrokerId): ReplicaPosition | undefined {
    return this.#positions.get(broker);
  }

  add(broker: BrokerId, logEndOffset: number, highWatermark: number, now: number): void {
    if (this.#positions.has(broker)) return;
    this.#positions.set(broker, { logEndOffset, highWatermark, sinceMs: now, behindSinceMs: undefined });
  }

  /** It fetches again, or is no replica any more. */
  delete(broker: BrokerId): void {
    this.#positions.delete(broker);
  }

  /** The log has grown to `logEndOffset`. */
  noteGrowth(logEndOffset: number, now: number): void {
    for (const [broker, position] of this.#positions) {
      if (position.behindSinceMs !== undefined || position.logEndOffset >= logEndOffset) continue;
      this.#positions.set(broker, { ...position, behindSinceMs: now });
    }
  }

  /** The log now ends at `logEndOffset`: nobody's is longer. */
  truncateTo(logEndOffset: number): void {
    for (const [broker, position] of this.#positions) {
      const highWatermark = Math.min(position.highWatermark, logEndOffset);
      const end = Math.min(position.logEndOffset, logEndOffset);
      const behindSinceMs = end === logEndOffset ? undefined : position.behindSinceMs;
      this.#positions.set(broker, { ...position, logEndOffset: end, highWatermark, behindSinceMs });
    }
  }

  /** Another log has taken the place of the one that the positions were in. */
  clear(): void {
    // An empty map makes itself anew when it is cleared.
    if (this.#positions.size > 0) this.#positions.clear();
  }

  /** Up to where these brokers have the log that ends at `logEndOffset`. */
  commonEnd(brokers: readonly BrokerId[], logEndOffset: number): number {
    let end = logEndOffset;
    for (const broker of brokers) end = Math.min(end, this.#positions.get(broker)?.logEndOffset ?? end);
    return end;
  }
}

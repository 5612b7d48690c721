import { monotonicMs, monotonicOriginMs } from './time.ts';

/** More than this between two looks at a watched clock means that the process stood still: a breakpoint, a suspended laptop. */
const MAX_GAP_MS = 500;

/**
 * The broker's time. It never goes back, and while something is due (`isWatched`) a process that stood still counts for
 * 500 ms at most: members of groups do not expire at a breakpoint. While nothing is due it simply is the time.
 */
export class BrokerClock {
  /** Whether the clock is looked at regularly, so that a gap tells of a standstill. */
  isWatched = false;
  readonly #monotonicMs: () => number;
  #nowMs: number;
  #seenAtMs: number;

  constructor(source: () => number = monotonicMs, originMs: number = monotonicOriginMs) {
    this.#monotonicMs = source;
    this.#seenAtMs = source();
    this.#nowMs = originMs + this.#seenAtMs;
  }

  /** Ms since 1970, whole. */
  now(): number {
    const seenAtMs = this.#monotonicMs();
    const gapMs = Math.max(seenAtMs - this.#seenAtMs, 0);
    this.#seenAtMs = seenAtMs;
    this.#nowMs += this.isWatched ? Math.min(gapMs, MAX_GAP_MS) : gapMs;
    return Math.floor(this.#nowMs);
  }
}

import { monotonicMs, monotonicOriginMs } from './time.ts';

/** More than this between two looks at a watched clock means that the process stood still: a breakpoint, a suspended laptop. */
const MAX_GAP_MS = 500;

/**
 * Two times. The steady one, by which the test's own waits end: it never goes back, and while something is due (`isWatched`) a
 * process that stood still counts for 500 ms at most. And the broker's, which goes with it unless the test has frozen or
 * advanced it: members of groups do not expire at a breakpoint.
 */
export class BrokerClock {
  /** Whether the clock is looked at regularly, so that a gap tells of a standstill. */
  isWatched = false;
  readonly #monotonicMs: () => number;
  #steadyMs: number;
  #seenAtMs: number;
  /** How far the broker's time is ahead of the steady one. */
  #aheadMs = 0;
  #frozenAtMs: number | undefined;

  constructor(source: () => number = monotonicMs, originMs: number = monotonicOriginMs) {
    this.#monotonicMs = source;
    this.#seenAtMs = source();
    this.#steadyMs = originMs + this.#seenAtMs;
  }

  /** The broker's time, ms since 1970, whole. */
  now(): number {
    return this.#frozenAtMs ?? this.steadyNow() + this.#aheadMs;
  }

  /** Ms since 1970, whole, as far as the test has left time alone. */
  steadyNow(): number {
    const seenAtMs = this.#monotonicMs();
    const gapMs = Math.max(seenAtMs - this.#seenAtMs, 0);
    this.#seenAtMs = seenAtMs;
    this.#steadyMs += this.isWatched ? Math.min(gapMs, MAX_GAP_MS) : gapMs;
    return Math.floor(this.#steadyMs);
  }

  get isFrozen(): boolean {
    return this.#frozenAtMs !== undefined;
  }

  /** When, in steady time, it will be this time for the broker; Infinity while it is frozen. */
  steadyTimeOf(brokerMs: number): number {
    return this.isFrozen ? Infinity : brokerMs - this.#aheadMs;
  }

  freeze(): void {
    this.#frozenAtMs ??= this.now();
  }

  /** The broker's time goes on from where it stood. */
  resume(): void {
    if (this.#frozenAtMs === undefined) return;
    this.#aheadMs = this.#frozenAtMs - this.steadyNow();
    this.#frozenAtMs = undefined;
  }

  advance(ms: number): void {
    if (this.#frozenAtMs === undefined) this.#aheadMs += ms;
    else this.#frozenAtMs += ms;
  }
}

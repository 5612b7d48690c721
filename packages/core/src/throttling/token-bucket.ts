/**
 * What a client may do at once, refilled by so much a second (Kafka's TokenBucket, KIP-599). More may be taken than there
 * is; what is owed has to be waited for.
 */
export class TokenBucket {
  #tokens = Infinity;
  #refilledMs: number;

  constructor(now: number) {
    this.#refilledMs = now;
  }

  /** When it was used last, ms since the epoch. */
  get lastMs(): number {
    return this.#refilledMs;
  }

  /** @param burst the most that it holds. */
  take(amount: number, ratePerSecond: number, burst: number, now: number): void {
    this.#refill(ratePerSecond, burst, now);
    this.#tokens = Math.min(burst, this.#tokens - amount);
  }

  /** For how long to wait until nothing is owed; 0: nothing is. */
  throttleTimeMs(ratePerSecond: number, burst: number, now: number): number {
    this.#refill(ratePerSecond, burst, now);
    return this.#tokens < 0 ? Math.round((-this.#tokens / ratePerSecond) * 1000) : 0;
  }

  #refill(ratePerSecond: number, burst: number, now: number): void {
    this.#tokens = Math.min(burst, this.#tokens + (ratePerSecond * (now - this.#refilledMs)) / 1000);
    this.#refilledMs = now;
  }
}

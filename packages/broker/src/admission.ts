import type { ClusterView } from '@testka/core';
import { monotonicMs, startTimer } from './time.ts';

/** Over which time `max.connection.creation.rate` counts, ms. */
const RATE_WINDOW_MS = 1000;

/**
 * How many connections a broker takes, and how fast, by Kafka's configs: max.connections, max.connections.per.ip with its
 * overrides, max.connection.creation.rate.
 * @see Kafka's ConnectionQuotas: too many from one address are closed, all others wait to be accepted.
 */
export class Admission {
  readonly #configs: ClusterView['configs']['broker'];
  readonly #broker: number;
  readonly #byAddress = new Map<string, number>();
  readonly #waiting: (() => void)[] = [];
  #open = 0;
  #startedAtMs: number[] = [];
  #isRetryDue = false;

  constructor(configs: ClusterView['configs']['broker'], broker: number) {
    this.#configs = configs;
    this.#broker = broker;
  }

  /** Takes a place for a connection from this address. @returns false when the address has too many: it is to be closed */
  enter(address: string, start: () => void): boolean {
    const count = this.#byAddress.get(address) ?? 0;
    if (count >= this.#maxFrom(address)) return false;
    this.#byAddress.set(address, count + 1);
    this.#waiting.push(start);
    this.#startWaiting();
    return true;
  }

  /** A connection that had a place, or still waited to start, is gone. */
  leave(address: string, start: () => void): void {
    const count = (this.#byAddress.get(address) ?? 1) - 1;
    if (count === 0) this.#byAddress.delete(address);
    else this.#byAddress.set(address, count);
    const index = this.#waiting.indexOf(start);
    if (index < 0) this.#open -= 1;
    else this.#waiting.splice(index, 1);
    this.#startWaiting();
  }

  #maxFrom(address: string): number {
    for (const override of this.#configs.list('max.connections.per.ip.overrides', this.#broker)) {
      const colon = override.lastIndexOf(':');
      if (override.slice(0, colon).trim() === address) return Number(override.slice(colon + 1));
    }
    return this.#limit('max.connections.per.ip');
  }

  #limit(name: string): number {
    return this.#configs.number(name, this.#broker);
  }

  #startWaiting(): void {
    while (this.#waiting.length > 0 && this.#open < this.#limit('max.connections') && this.#isWithinRate()) {
      this.#open += 1;
      this.#waiting.shift()?.();
    }
  }

  #isWithinRate(): boolean {
    const rate = this.#limit('max.connection.creation.rate');
    const nowMs = monotonicMs();
    this.#startedAtMs = this.#startedAtMs.filter((atMs) => nowMs - atMs < RATE_WINDOW_MS);
    if (this.#startedAtMs.length < rate) {
      this.#startedAtMs.push(nowMs);
      return true;
    }
    this.#retryLater();
    return false;
  }

  #retryLater(): void {
    if (this.#isRetryDue) return;
    this.#isRetryDue = true;
    const delayMs = RATE_WINDOW_MS - (monotonicMs() - (this.#startedAtMs[0] ?? 0));
    startTimer(
      () => {
        this.#isRetryDue = false;
        this.#startWaiting();
      },
      Math.max(delayMs, 1),
    ).unref();
  }
}

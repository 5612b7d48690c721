/** Over which time a rate is measured: `quota.window.num` samples of `quota.window.size.seconds`. */
export interface RateWindow {
  readonly sampleCount: number;
  readonly sampleMs: number;
}

interface Sample {
  readonly startMs: number;
  lastMs: number;
  sum: number;
}

/**
 * An amount per second over a sliding window of samples (Kafka's Rate over SampledStat). The window never counts as shorter
 * than all samples but one, so that a short burst is not taken for a high rate.
 */
export class Rate {
  #samples: Sample[] = [];

  record(amount: number, now: number, window: RateWindow): void {
    let sample = this.#samples.at(-1);
    if (sample === undefined || now - sample.startMs >= window.sampleMs) {
      sample = { startMs: now, lastMs: now, sum: 0 };
      this.#samples.push(sample);
      if (this.#samples.length > window.sampleCount) this.#samples.shift();
    }
    sample.lastMs = now;
    sample.sum += amount;
  }

  /**
   * For how long to be silent so that the rate falls to its bound: the share by which it exceeds it, of the window.
   * @returns 0 when the rate is within its bound.
   */
  throttleTimeMs(bound: number, now: number, window: RateWindow): number {
    const lengthMs = this.#windowMs(now, window);
    const perSecond = (this.#samples.reduce((total, { sum }) => total + sum, 0) * 1000) / lengthMs;
    return perSecond <= bound ? 0 : Math.round(((perSecond - bound) / bound) * lengthMs);
  }

  /** When something was recorded last, ms since the epoch; -Infinity: never. */
  get lastMs(): number {
    return this.#samples.at(-1)?.lastMs ?? -Infinity;
  }

  #windowMs(now: number, { sampleCount, sampleMs }: RateWindow): number {
    this.#samples = this.#samples.filter(({ lastMs }) => now - lastMs < sampleCount * sampleMs);
    const elapsedMs = now - (this.#samples[0]?.startMs ?? now);
    const missing = Math.max(0, sampleCount - 1 - Math.floor(elapsedMs / sampleMs));
    return Math.max(1, elapsedMs + missing * sampleMs);
  }
}

import { monotonicMs } from '../time.ts';

/** The report comes so much before the runner's own time-out, ms, and of short tests a tenth of their time. */
const MARGIN_MS = 250;
const MARGIN_SHARE = 0.1;

/** The time that a runner gives the test that runs. The runner's clock is the machine's, so this one is too. */
export class TestTime {
  readonly #endsAtMs: number;
  readonly #isRunning: () => boolean;

  /**
   * Begins now.
   * @param timeoutMs 0 or Infinity: as long as it likes
   * @param isRunning false once its after-hooks run, which have time of their own
   */
  constructor(timeoutMs: number, isRunning: () => boolean) {
    const usableMs = timeoutMs - Math.min(MARGIN_MS, timeoutMs * MARGIN_SHARE);
    this.#endsAtMs = timeoutMs > 0 ? monotonicMs() + usableMs : Infinity;
    this.#isRunning = isRunning;
  }

  /** Less than 0 when it is over; Infinity where there is no end to it. */
  leftMs(): number {
    return this.#isRunning() ? this.#endsAtMs - monotonicMs() : Infinity;
  }
}

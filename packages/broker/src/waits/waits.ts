import type { Driver } from '../driver.ts';
import { type BrokerError, type WaitFailure, WaitTimeoutError } from '../errors.ts';
import type { WaitOptions } from '../types/message.ts';
import type { CallSite } from './call-site.ts';
import type { TestTime } from './test-time.ts';

/** What is waited for. */
export interface Condition<T> {
  /** What the wait resolves with, once it holds; undefined until then. What it throws ends the wait. */
  check(): { readonly value: T } | undefined;
  /** Why it does not hold, for the report. @param within how long it was waited for: `within 4000 ms` */
  explain(within: string): WaitFailure;
}

/** How long to wait. */
interface Limit {
  readonly timeoutMs: number;
  /** It is what is left of the test's time, and less than would be waited otherwise. */
  readonly isCut: boolean;
}

interface Pending {
  readonly calledAt: CallSite;
  check(): void;
  fail(error: unknown): void;
  /** It is waited for no more; its promise stays as it is. */
  drop(): void;
  /** What has not come, in one line. */
  describe(): string;
}

/** A wait that has neither come to its end nor failed. */
export interface PendingWait {
  /** What has not come, in one line. */
  readonly description: string;
  readonly calledAt: CallSite;
}

/** Everything the test waits for. Looked at again whenever something has changed, and never otherwise. */
export class Waits {
  readonly #driver: Driver;
  readonly #timeoutMs: number;
  readonly #pending = new Set<Pending>();
  /** Of `#pending`, those that were there before the test. */
  #older: ReadonlySet<Pending> = new Set();
  #isCheckDue = false;
  #testTime: TestTime | undefined;

  constructor(driver: Driver, timeoutMs: number) {
    this.#driver = driver;
    this.#timeoutMs = timeoutMs;
  }

  get testTime(): TestTime | undefined {
    return this.#testTime;
  }

  /** A test runs, and its runner gives it so much time. Undefined: none does. */
  set testTime(testTime: TestTime | undefined) {
    this.#testTime = testTime;
  }

  /** What is waited for since the test began. */
  get pendingOfTest(): PendingWait[] {
    return this.#ofTest().map((pending) => ({ calledAt: pending.calledAt, description: pending.describe() }));
  }

  /** What is waited for already is nothing of the test that begins. */
  beginTest(): void {
    this.#older = new Set(this.#pending);
  }

  /** What the test has begun and not awaited would fail in the middle of another test. */
  dropOfTest(): void {
    for (const pending of this.#ofTest()) pending.drop();
  }

  /** How long a wait lasts that begins now and does not say: never longer than the test may, so that its report is seen. */
  limit(): Limit {
    const leftMs = this.#testTime?.leftMs() ?? Infinity;
    if (leftMs >= this.#timeoutMs) return { timeoutMs: this.#timeoutMs, isCut: false };
    return { timeoutMs: Math.max(0, Math.floor(leftMs)), isCut: true };
  }

  /**
   * Waits for a condition. The time limit is one of the broker's clock: a breakpoint does not use it up.
   * @param options checked by `checkWaitOptions`
   * @param calledAt what the stack of the time-out shows.
   * @throws WaitTimeoutError; the signal's reason; BrokerError ERR_BROKER_CLOSED, ERR_BROKER_BROKEN
   */
  until<T>(condition: Condition<T>, options: WaitOptions, calledAt: CallSite): Promise<T> {
    return new Promise((resolve, reject) => {
      const { timeout, signal } = options;
      const limit = timeout === undefined ? this.limit() : { timeoutMs: timeout, isCut: false };
      if (this.#driver.end !== undefined) throw this.#driver.end;
      signal?.throwIfAborted();
      const first = condition.check();
      if (first !== undefined) return resolve(first.value);
      this.#start({ condition, limit, signal, calledAt, resolve, reject });
    });
  }

  /** Something has changed. Conditions are looked at in a job of their own: users' predicates run in them. */
  changed(): void {
    if (this.#isCheckDue || this.#pending.size === 0) return;
    this.#isCheckDue = true;
    void Promise.resolve().then(() => {
      this.#isCheckDue = false;
      for (const pending of [...this.#pending]) pending.check();
    });
  }

  /** The broker is closed or broken. */
  end(error: BrokerError): void {
    for (const pending of [...this.#pending]) pending.fail(error);
  }

  #ofTest(): Pending[] {
    return [...this.#pending].filter((pending) => !this.#older.has(pending));
  }

  #start<T>(wait: {
    condition: Condition<T>;
    limit: Limit;
    signal: AbortSignal | undefined;
    calledAt: CallSite;
    resolve: (value: T) => void;
    reject: (error: unknown) => void;
  }): void {
    const { condition, limit, signal, calledAt, resolve, reject } = wait;
    const stop = (): void => {
      this.#pending.delete(pending);
      silence();
      signal?.removeEventListener('abort', aborted);
    };
    const pending: Pending = {
      calledAt,
      drop: stop,
      describe: () => headlineOf(condition),
      check: () => {
        try {
          const held = condition.check();
          if (held === undefined) return;
          stop();
          resolve(held.value);
        } catch (error) {
          pending.fail(error);
        }
      },
      fail: (error) => {
        stop();
        reject(error);
      },
    };
    const aborted = (): void => pending.fail(signal?.reason);
    const silence = this.#driver.alarm(Math.min(limit.timeoutMs, MAX_ALARM_MS), () => {
      pending.check();
      if (this.#pending.has(pending)) pending.fail(timedOut(condition, limit, calledAt));
    });
    signal?.addEventListener('abort', aborted);
    this.#pending.add(pending);
  }
}

/** `Infinity` is a limit too; 24 days is as good. */
const MAX_ALARM_MS = 0x7fff_ffff;

function headlineOf(condition: Condition<unknown>): string {
  try {
    return condition.explain('so far').headline;
  } catch (error) {
    // It runs what users have written, such as codecs.
    return String(error);
  }
}

/** The stack is that of the call that waited: a timer's own would tell nobody anything. */
function timedOut(condition: Condition<unknown>, { timeoutMs, isCut }: Limit, { frames }: CallSite): unknown {
  try {
    const error = new WaitTimeoutError(
      condition.explain(`within ${timeoutMs} ms${isCut ? ", as the test's time is up" : ''}`),
    );
    error.stack = `${error.name}: ${error.message}\n${frames}`;
    return error;
  } catch (error) {
    // A user's codec or matcher that throws must end its wait, not the process.
    return error;
  }
}

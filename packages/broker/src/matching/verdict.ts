import type { BrokerContext } from '../context.ts';
import { type Closest, isTimeout, type WaitFailure, type WaitTimeoutError, wholeReport } from '../errors.ts';
import { stackOf } from '../leftovers/source-line.ts';
import type { WaitOptions } from '../types/message.ts';
import type { CallSite } from '../waits/call-site.ts';
import { type IdleOptions, untilIdle } from '../waits/wait-for-idle.ts';

/** What a matcher came to. */
export interface Verdict {
  /** Whether the test goes on: with `.not`, that it does not hold. */
  readonly ok: boolean;
  /** Why not. */
  readonly report: string;
  /** What is to be shown side by side; undefined: nothing is. */
  readonly compared: Pick<Closest, 'expected' | 'actual'> | undefined;
}

/** Something that a matcher says of a broker, topic or group. */
export interface Check {
  /** Resolves once it holds. @throws WaitTimeoutError with why it does not */
  until(wait: WaitOptions, calledAt: CallSite): Promise<unknown>;
  /** What makes it hold now, in words; undefined: it does not hold. */
  holdsNow(): string | undefined;
  /** Why it does not hold although nothing more is going on; undefined: it does. What holds may cease to: a count. */
  failsInTheEnd?(): WaitFailure | undefined;
  /** Of what does not exist, nothing is told that would be true of any misspelt name. @throws BrokerError */
  checkExists?(): void;
  /** Whether `.not` can be told in silence only. A group that fails again and again never falls silent. */
  readonly needsSilence: boolean;
}

/** How long matchers wait. */
export type MatcherOptions = IdleOptions;

export const GOOD: Verdict = { ok: true, report: '', compared: undefined };
/** Silence gets this long, ms, even when the wait before it has used up the time: still less than runners give a test. */
const MIN_IDLE_MS = 500;

/** Waits until it holds, or with `.not` until nothing more is going on, and judges. */
export async function judge(
  context: BrokerContext,
  check: Check,
  { isNot, options }: { readonly isNot: boolean; readonly options: MatcherOptions },
): Promise<Verdict> {
  const calledAt = matcherSite();
  try {
    if (isNot) return await judgeAbsence(context, check, options, calledAt);
    const { timeout, signal } = options;
    const limit = timeout === undefined ? context.waits.limit() : { timeoutMs: timeout, isCut: false };
    const endsAtMs = context.driver.clock.steadyNow() + limit.timeoutMs;
    const given = { ...(timeout !== undefined && { timeout }), ...(signal !== undefined && { signal }) };
    await check.until(given, calledAt);
    if (check.failsInTheEnd === undefined) return GOOD;
    const atLeast = limit.isCut ? 0 : Math.min(limit.timeoutMs, MIN_IDLE_MS);
    const left = Math.max(endsAtMs - context.driver.clock.steadyNow(), atLeast);
    if (check.failsInTheEnd() === undefined) await untilIdle(context, { ...options, timeout: left }, calledAt);
    check.checkExists?.();
    const failure = check.failsInTheEnd();
    return failure === undefined ? GOOD : bad(failure);
  } catch (error) {
    if (isTimeout(error)) return bad(error);
    throw error;
  }
}

/** Of a failure the runner says where; of a matcher without `await` nobody else does. There are many frames of the runner's in between. */
function matcherSite(): CallSite {
  const place = stackOf(judge);
  return {
    get frames() {
      return place.stack ?? '';
    },
  };
}

async function judgeAbsence(
  context: BrokerContext,
  check: Check,
  options: MatcherOptions,
  calledAt: CallSite,
): Promise<Verdict> {
  const lag = check.needsSilence ? options.lag : (options.lag ?? 'fetched');
  try {
    await untilIdle(context, { ...options, ...(lag !== undefined && { lag }) }, calledAt);
  } catch (error) {
    // What is there makes it fail, silence or not.
    if (!isTimeout(error) || (check.needsSilence && check.holdsNow() === undefined)) throw error;
  }
  check.checkExists?.();
  const found = check.holdsNow();
  return found === undefined ? GOOD : { ok: false, report: found, compared: undefined };
}

function bad(failure: WaitFailure | WaitTimeoutError): Verdict {
  const { closest } = failure;
  if (closest !== undefined) return { ok: false, report: closest.report, compared: closest };
  return { ok: false, report: 'report' in failure ? failure.report : wholeReport(failure), compared: undefined };
}

import type { Verdict } from '@testka/broker/matching';

import { type MatcherName, MATCHERS, type RunnerFreeMatcher } from './matchers.ts';

/** What the runners ask for. */
interface Result {
  readonly pass: boolean;
  message(): string;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

/** The part of a runner's matcher context that is used. */
interface MatcherContext {
  readonly isNot?: boolean;
}

type RunnersMatcher<Context> = (this: Context, received: unknown, ...args: unknown[]) => Result | Promise<Result>;

/**
 * All matchers as `expect.extend()` takes them.
 * @param describe what a failure prints; what the runner prints beside it is its own business
 */
export function adaptMatchers<Context extends MatcherContext>(
  describe: (verdict: Verdict, context: Context) => string,
): Record<MatcherName, RunnersMatcher<Context>> {
  const adapted = Object.entries(MATCHERS).map(([name, matcher]) => [name, adapt(matcher, describe)]);
  return Object.fromEntries(adapted) as Record<MatcherName, RunnersMatcher<Context>>;
}

function adapt<Context extends MatcherContext>(
  matcher: RunnerFreeMatcher,
  describe: (verdict: Verdict, context: Context) => string,
): RunnersMatcher<Context> {
  return function matcherOfRunner(received, ...args) {
    const isNot = this.isNot === true;
    const resultOf = (verdict: Verdict): Result => ({
      pass: verdict.ok !== isNot,
      message: () => describe(verdict, this),
      ...(verdict.compared && { actual: verdict.compared.actual, expected: verdict.compared.expected }),
    });
    const verdict = matcher(received, isNot, ...(args as never[]));
    return 'then' in verdict ? verdict.then(resultOf) : resultOf(verdict);
  };
}

import { afterAll, afterEach, beforeAll, beforeEach, expect as expectOfJest } from '@jest/globals';
import type { Broker, BrokerOptions, TopicsOption, TopicValues } from '@testka/broker';
import type { TestIdentity } from '@testka/broker/trace';

import type { HookOptions } from './hook-options.ts';
import { runLast } from './jest-hook-order.ts';
import { watchTestTime } from './jest-test-time.ts';
import { endTest, watchTests } from './jest-trace.ts';
import { adaptMatchers } from './matchers/adapt.ts';
import type { ExpectCalls } from './matchers/assertions.ts';
import { describeForJest } from './matchers/jest-report.ts';
import { HookedBroker } from './use-broker.ts';

export { test } from '@jest/globals';
export type { HookOptions } from './hook-options.ts';
export type {
  BrokerAssertions,
  GroupAssertions,
  MatcherOptions,
  ReceivedRequest,
  TopicAssertions,
} from './matchers/assertions.ts';

/** Jest's `expect`, which knows what can be said of brokers, topics and groups; in types, by what it is given. */
export type KafkaExpect = ExpectCalls<ReturnType<typeof expectOfJest>> & typeof expectOfJest;

expectOfJest.extend(adaptMatchers(describeForJest));

export const expect: KafkaExpect = expectOfJest as KafkaExpect;

/**
 * Gives the tests of this file, or of the `describe` it is called in, a broker. Call it before other hooks.
 * @returns the broker, to be used inside tests and hooks
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- without options there are no topics with types
export function useBroker<const T extends TopicsOption = {}>(
  options: BrokerOptions<T> & HookOptions = {},
): Broker<TopicValues<T>> {
  const hooked = new HookedBroker<T>(options, useBroker);
  const stop = (): Promise<void> => hooked.stop();
  beforeAll(() => hooked.start());
  const runningTest = watchTests();
  const identify = (): TestIdentity => {
    const { currentTestName: name = '', testPath: file } = expectOfJest.getState();
    return { name, file };
  };
  const afterTest = (): Promise<void> => endTest(hooked, identify(), runningTest()?.errors ?? []);
  beforeEach(() => hooked.beforeTest(identify()));
  // Where it cannot come last it would come first, before the test has closed what it opened.
  if (runLast(afterTest)) afterEach(afterTest);
  watchTestTime({ began: (timeoutMs) => hooked.testBegan(timeoutMs, () => true), ended: () => hooked.testEnded() });
  afterAll(stop);
  runLast(stop);
  return hooked.standIn;
}

import type { Broker, BrokerOptions, TopicsOption, TopicValues } from '@testka/broker';
import { beforeAll, beforeEach, type ExpectStatic, expect as expectOfVitest } from 'vitest';

import { type SetupOptions, startFileBroker } from './file-broker.ts';
import type { HookOptions } from './hook-options.ts';
import { adaptMatchers } from './matchers/adapt.ts';
import type { ExpectCalls } from './matchers/assertions.ts';
import { HookedBroker } from './use-broker.ts';
import { whenTestBegins } from './vitest-test-time.ts';
import { endTest, identityOf } from './vitest-trace.ts';

export { type BrokerFixtures, test } from './vitest-fixture.ts';
export type { SetupOptions } from './file-broker.ts';
export { type GlobalBroker, globalBroker } from './vitest-global-broker.ts';
export type { HookOptions } from './hook-options.ts';
export type {
  BrokerAssertions,
  GroupAssertions,
  MatcherOptions,
  ReceivedRequest,
  TopicAssertions,
} from './matchers/assertions.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- Vitest's own type for a value of which nothing is known
type AssertionOfVitest = ReturnType<typeof expectOfVitest<any>>;

/** Vitest's `expect`, which knows what can be said of brokers, topics and groups; in types, by what it is given. */
export type KafkaExpect = ExpectCalls<AssertionOfVitest> & {
  /** As Vitest's own: the test goes on, and fails in the end. */
  soft: ExpectCalls<AssertionOfVitest>;
} & ExpectStatic;

// Vitest prints the differences between `actual` and `expected` by itself.
expectOfVitest.extend(adaptMatchers(({ report }) => report));

export const expect: KafkaExpect = expectOfVitest as KafkaExpect;

/**
 * Gives the tests of this file, or of the `describe` it is called in, a broker. Call it before other hooks.
 * @returns the broker, to be used inside tests and hooks
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- without options there are no topics with types
export function useBroker<const T extends TopicsOption = {}>(
  options: BrokerOptions<T> & HookOptions = {},
): Broker<TopicValues<T>> {
  const hooked = new HookedBroker<T>(options, useBroker);
  beforeAll(async () => {
    await hooked.start();
    // Vitest calls this after all afterAll hooks, wherever they stand and whatever `sequence.hooks` says.
    return () => hooked.stop();
  });
  beforeEach(async ({ task, annotate, onTestFinished, signal }) => {
    if (task.concurrent === true) hooked.refuseConcurrentTest(task.name);
    // The first that is registered is the last that is called, after all afterEach hooks.
    onTestFinished(() => endTest(hooked, { task, annotate }));
    await hooked.beforeTest(identityOf(task));
    whenTestBegins(signal, () => hooked.testBegan(task.timeout, () => task.result?.state === 'run'));
  });
  return hooked.standIn;
}

/**
 * For a set-up file: starts the broker of the test file that is about to be loaded, and puts its address in the environment, so that an
 * app finds it that reads it as it is imported. `useBroker()` of that file gets this broker; it is closed when the file ends.
 * `testka/vitest/setup` calls this with `provide: { testka: { … } }` of the config; call it yourself for options that are no plain data.
 *
 * ```ts
 * await setUpBroker({ topics: ['orders'], logger: console });
 * ```
 * @throws BrokerError for whatever is wrong with the options
 */
export async function setUpBroker(options: SetupOptions = {}): Promise<void> {
  const started = await startFileBroker(options, 'testka/vitest/setup');
  // Vitest calls what is returned after all afterAll hooks, as above.
  beforeAll(() => () => started.close());
}

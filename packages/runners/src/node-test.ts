import { AsyncResource } from 'node:async_hooks';
import { after, before, beforeEach, type TestContext } from 'node:test';

import type { Broker, BrokerOptions, TopicsOption, TopicValues } from '@testka/broker';

import type { HookOptions } from './hook-options.ts';
import { HookedBroker } from './use-broker.ts';

export { test } from 'node:test';
export type { HookOptions } from './hook-options.ts';

/**
 * Gives the tests of this file, or of the suite it is called in, a broker. Call it before other hooks.
 * @returns the broker, to be used inside tests and hooks
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- without options there are no topics with types
export function useBroker<const T extends TopicsOption = {}>(
  options: BrokerOptions<T> & HookOptions = {},
): Broker<TopicValues<T>> {
  const hooked = new HookedBroker<T>(options, useBroker);
  // A hook belongs to the suite in whose asynchronous context it is declared.
  const suite = new AsyncResource('TestkaUseBroker');
  let isStopDeclared = false;
  let running: TestContext | undefined;
  let last: string | undefined;
  before(() => hooked.start());
  beforeEach(async (context) => {
    // Node's types do not have it yet, but each Node that is supported has.
    const test = context as TestContext & { readonly passed: boolean };
    if (!isStopDeclared) {
      // Declared this late, it comes after all others: node:test runs them in the order of declaration.
      isStopDeclared = true;
      suite.runInAsyncScope(() => after(() => hooked.stop()));
    }
    if (running !== undefined) {
      // A subtest is a part of its test, and finds what the test has done so far.
      if (test.fullName.startsWith(`${running.fullName} > `)) return;
      hooked.refuseConcurrentTest(test.name);
    }
    running = test;
    const before = last;
    last = test.name;
    // Only now are all after-hooks of the one before it through.
    if (before !== undefined) await hooked.afterTest(before);
    const identity = { name: test.fullName, file: test.filePath ?? process.argv[1] };
    test.after(async () => {
      running = undefined;
      if (!test.passed) hooked.tellChaos(test.name);
      const page = await hooked.keepTrace(identity, !test.passed);
      if (page !== undefined) test.diagnostic(`Trace: ${page.shown}`);
    });
    await hooked.beforeTest(identity);
  });
  return hooked.standIn;
}

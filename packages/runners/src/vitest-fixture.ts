import { type Broker, BrokerError, type BrokerOptions } from '@testka/broker';
import { type TestAPI, test as testOfVitest } from 'vitest';

import type { HookOptions } from './hook-options.ts';
import { HookedBroker } from './use-broker.ts';
import { whenTestBegins } from './vitest-test-time.ts';
import { endTest, identityOf } from './vitest-trace.ts';

/** What a test gets that names it. */
export interface BrokerFixtures {
  /** A broker of the test's own: no other test sees it, also none that runs at the same time. */
  broker: Broker;
  /** What it is made with: `test.override('brokerOptions', { nodes: 3 })`. */
  brokerOptions: BrokerOptions & Omit<HookOptions, 'isolation'>;
}

/** Vitest's `test`. One that names `broker` is given a broker; the others cost nothing. */
export const test: TestAPI<BrokerFixtures> = testOfVitest.extend<BrokerFixtures>({
  brokerOptions: {},
  broker: async ({ brokerOptions, task, annotate, onTestFinished, signal }, use) => {
    refuseIsolation(brokerOptions);
    const hooked = new HookedBroker({ ...brokerOptions, isolation: 'fresh' }, brokerFixture, 'brokerOptions');
    // The first that is registered is the last that is called: fixtures and hooks that use the broker are through.
    onTestFinished(async () => {
      try {
        await endTest(hooked, { task, annotate });
      } finally {
        await hooked.stop();
      }
    });
    await hooked.beforeTest(identityOf(task));
    const begin = (): void => hooked.testBegan(task.timeout, () => task.result?.state === 'run');
    // Mostly it is made as the test begins, and its time runs; a hook that names it has it made before that.
    begin();
    whenTestBegins(signal, begin);
    await use(hooked.standIn);
    hooked.testEnded();
  },
});

/** @throws BrokerError: each test has a broker of its own, whatever is said */
function refuseIsolation(options: HookOptions): void {
  if (options.isolation === undefined) return;
  throw new BrokerError(
    'ERR_UNKNOWN_OPTION',
    "brokerOptions has no 'isolation': each test that names `broker` has one of its own; leave it out, or use useBroker()",
  );
}

/** Whose frames are left out of stacks: none of them is the user's. */
function brokerFixture(): void {}

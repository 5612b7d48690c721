import type { Broker, BrokerOptions, TopicsOption, TopicValues } from '@testka/broker';
import { beforeAll, beforeEach } from 'vitest';

import type { HookOptions } from './hook-options.ts';
import { HookedBroker } from './use-broker.ts';

export { expect, test } from 'vitest';
export type { HookOptions } from './hook-options.ts';

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
  beforeEach(async ({ task }) => {
    if (task.concurrent === true) hooked.refuseConcurrentTest(task.name);
    await hooked.beforeTest();
  });
  return hooked.standIn;
}

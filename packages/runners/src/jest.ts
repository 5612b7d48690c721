import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Broker, BrokerOptions, TopicsOption, TopicValues } from '@testka/broker';

import type { HookOptions } from './hook-options.ts';
import { runLast } from './jest-hook-order.ts';
import { HookedBroker } from './use-broker.ts';

export { expect, test } from '@jest/globals';
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
  const stop = (): Promise<void> => hooked.stop();
  beforeAll(() => hooked.start());
  beforeEach(() => hooked.beforeTest());
  afterAll(stop);
  runLast(stop);
  return hooked.standIn;
}

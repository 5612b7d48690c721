import { expect, test } from 'vitest';
import { HookedBroker } from './use-broker.ts';

test('an option that is unknown is told with all that useBroker() knows, where it was called', async () => {
  const started = new HookedBroker({ isolate: 'reset' } as object, HookedBroker as never).start();
  await expect(started).rejects.toMatchObject({
    name: 'BrokerError',
    code: 'ERR_UNKNOWN_OPTION',
    message: expect.stringMatching(
      /^ERR_UNKNOWN_OPTION: useBroker\(\) has no 'isolate'; known are isolation, env, leftovers, topics, /,
    ),
    stack: expect.stringContaining('use-broker.test.ts'),
  });
});

test('what was probably meant is named all the same', async () => {
  const started = new HookedBroker({ topcs: [] } as object, HookedBroker as never).start();
  await expect(started).rejects.toMatchObject({
    message: "ERR_UNKNOWN_OPTION: useBroker() has no 'topcs'; did you mean topics?",
  });
});

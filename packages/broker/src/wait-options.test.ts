import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../test/broker.ts';

test.each([
  { name: 'a number instead of options', options: 100 },
  { name: 'a name that no wait has', options: { timeuot: 1 } },
  { name: 'a limit that is no number', options: { timeout: '1s' } },
  { name: 'a signal that is none', options: { signal: {} } },
])('$name is refused by every wait', async ({ options }) => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: 'x' }] } } });
  const given = options as never;
  const group = broker.group('g');
  for (const wait of [
    () => broker.topic('orders').waitForMessage(undefined, given),
    () => group.waitUntilReady(given),
    () => group.waitUntilCaughtUp(given),
    () => group.waitForCommit({ topic: 'orders', offset: 1 }, given),
  ]) {
    expect(await failureOf(async () => wait())).toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
  }
});

test('an option of another wait is refused, with what was probably meant', async () => {
  const broker = await testBroker();
  const failure = await failureOf(async () => broker.group('g').waitUntilReady({ member: 2 } as never));
  expect(failure).toMatchObject({
    code: 'ERR_INVALID_ARGUMENT',
    message: expect.stringContaining('did you mean members?'),
  });
});

test('an async predicate would match everything, and is refused', async () => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: 'x' }] } } });
  const asynchronous = (async () => false) as never;
  const failure = await failureOf(() => broker.topic('orders').waitForMessage(asynchronous));
  expect(failure).toMatchObject({ code: 'ERR_INVALID_MATCH' });
});

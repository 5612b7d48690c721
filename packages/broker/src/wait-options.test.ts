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
    // What returns a promise rejects: `expect(wait()).rejects` need not be wrapped.
    await expect(wait()).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
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

test('whatever is wrong, what returns a promise rejects and does not throw', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const [topic, group, node] = [broker.topic('orders'), broker.group('g'), broker.node(1)];
  const wrong = 'wrong' as never;
  const fault = broker.inject({ api: 'Produce', delay: 1 });
  const gate = broker.hold({ api: 'Fetch' });
  const calls: readonly (() => Promise<unknown>)[] = [
    () => topic.produce(wrong),
    () => topic.fetchMessages(wrong),
    () => topic.waitForMessage(undefined, wrong),
    () => topic.waitForMessages(0),
    () => group.waitUntilReady({ members: 0 }),
    () => group.waitUntilCaughtUp({ topic: '' }),
    () => group.waitForCommit(wrong),
    () => group.resetOffsets(wrong),
    () => node.stop(wrong),
    () => broker.createTopics(wrong),
    () => broker.waitForIdle(wrong),
    () => broker.trace.waitForRequest(wrong),
    () => broker.restore(wrong),
    () => broker.clock.advance(wrong),
    () => fault.waitForHit(0),
    () => fault.waitForHit(1, wrong),
    () => gate.arrived({ count: 0 }),
    () => gate.arrived(wrong),
  ];
  const settled = await Promise.allSettled(calls.map((call) => call()));
  expect(settled.map(({ status }) => status)).toEqual(calls.map(() => 'rejected'));
  await broker.close();
  const afterwards = [
    ...calls,
    () => topic.delete(),
    () => group.delete(),
    () => node.kill(),
    () => node.start(),
    () => broker.reset(),
  ];
  const late = await Promise.allSettled(afterwards.map((call) => call()));
  expect(late.map(({ status }) => status)).toEqual(afterwards.map(() => 'rejected'));
});

import { type Broker, createBroker } from '@testka/broker';
import { expect as plainExpect, onTestFinished, test } from 'vitest';

import { expect } from '../vitest.ts';

const ORDERS = {
  orders: {
    messages: [
      { key: 'a', value: { id: 1 } },
      { key: 'b', value: { id: 2 } },
    ],
  },
};

/** Silence takes 50 ms. */
async function testBroker(waitTimeout = 150): Promise<Broker> {
  const broker = await createBroker({ topics: ORDERS, waitTimeout });
  onTestFinished(() => broker.close());
  return broker;
}

/** What a failed assertion tells. */
async function failureOf(assertion: () => unknown): Promise<{ message: string; actual: unknown; expected: unknown }> {
  try {
    await assertion();
  } catch (error) {
    const { message, actual, expected } = error as Error & { actual?: unknown; expected?: unknown };
    const plain = message.replaceAll(/, \d+ ms ago|within \d+ ms/g, (text) => text.replace(/\d+/, 'n'));
    return { message: plain.split('\n\n  Hints')[0] ?? '', actual, expected };
  }
  throw new Error('nothing failed');
}

test('a message is there already, or comes', async () => {
  const orders = (await testBroker(4000)).topic('orders');
  await expect(orders).toHaveMessage({ key: 'a', value: { id: 1 } });
  const coming = expect(orders).toHaveMessage(({ value }) => value.id === 3);
  await orders.produce({ value: { id: 3 } });
  await coming;
  await expect(orders).toHaveMessage();
  await expect(orders).not.toHaveMessage({ key: 'c' });
});

test('what is missing is shown beside what is closest', async () => {
  const broker = await testBroker();
  plainExpect(
    await failureOf(() => expect(broker.topic('orders')).toHaveMessage({ key: 'b', value: { id: 3 } })),
  ).toEqual({
    message: `topic "orders": no message matching { key: 'b', value: { id: 3 } } within n ms; 2 others arrived\n\n  Closest: orders[0]@1, n ms ago, by the test`,
    expected: { key: 'b', value: { id: 3 } },
    actual: { key: 'b', value: { id: 2 } },
  });
  plainExpect(await failureOf(() => expect(broker.topic('orders')).not.toHaveMessage({ key: 'b' }))).toEqual({
    message: `topic "orders": expected no message matching { key: 'b' }, but orders[0]@1 (key 'b', value { id: 2 }) is there`,
    expected: undefined,
    actual: undefined,
  });
});

test.each([
  { name: 'a count', holds: [2], fails: [3] },
  { name: 'a count, with more', holds: [1, { exact: false }], fails: [1] },
  { name: 'a list, with others', holds: [[{ key: 'b' }]], fails: [[{ key: 'c' }]] },
  { name: 'in order', holds: [[{ key: 'a' }, { key: 'b' }]], fails: [[{ key: 'b' }, { key: 'a' }]] },
  {
    name: 'in any order',
    holds: [[{ key: 'b' }, { key: 'a' }], { anyOrder: true }],
    fails: [[{ key: 'b' }, { key: 'b' }], { anyOrder: true }],
  },
  {
    name: 'no others',
    holds: [[{ key: 'a' }, { key: 'b' }], { exact: true }],
    fails: [[{ key: 'a' }], { exact: true }],
  },
  {
    name: 'no others, in any order',
    holds: [[{ key: 'b' }, {}], { exact: true, anyOrder: true }],
    fails: [[{ key: 'b' }], { exact: true, anyOrder: true }],
  },
  {
    name: 'each a message of its own',
    holds: [[{}, { key: 'a' }], { anyOrder: true }],
    fails: [[{}, {}, { key: 'a' }], { anyOrder: true }],
  },
] as { name: string; holds: [number]; fails: [number] }[])('messages: $name', async ({ holds, fails }) => {
  const orders = (await testBroker()).topic('orders');
  await expect(orders).toHaveMessages(...holds);
  await expect(orders).not.toHaveMessages(...fails);
  await failureOf(() => expect(orders).not.toHaveMessages(...holds));
  await failureOf(() => expect(orders).toHaveMessages(...fails));
});

test.each([
  {
    list: [{ key: 'b' }, { key: 'a' }],
    options: {},
    message: 'the expected messages are there, but not in this order within n ms',
    actual: [{ key: 'b' }, { key: 'a' }],
  },
  {
    list: [{ key: 'a' }, { key: 'c', value: { id: 2 } }],
    options: { anyOrder: true },
    message: 'expected 2 messages, 1 of them missing, there are 2 within n ms',
    actual: [{ key: 'a' }, { key: 'b', value: { id: 2 } }],
  },
  {
    list: [{ key: 'a' }],
    options: { exact: true },
    message: 'expected 1 message and no others, there are 2',
    actual: [{ key: 'a' }, { key: 'b', value: { id: 2 } }],
  },
])('of a list what differs is shown: $message', async ({ list, options, message, actual }) => {
  const broker = await testBroker();
  const failure = await failureOf(() => expect(broker.topic('orders')).toHaveMessages(list, options));
  plainExpect(failure).toEqual({ message: `topic "orders": ${message}`, expected: list, actual });
});

test('a topic is empty or not, now', async () => {
  const broker = await testBroker();
  expect(broker.topic('audit')).toBeEmpty();
  expect(broker.topic('orders')).not.toBeEmpty();
  expect(broker.fromNow().topic('orders')).toBeEmpty();
  plainExpect((await failureOf(() => expect(broker.topic('orders')).toBeEmpty())).message).toBe(
    `topic "orders": expected to be empty, but 2 messages are there, the first of them orders[0]@0 (key 'a', value { id: 1 })`,
  );
  plainExpect((await failureOf(() => expect(broker.topic('audit')).not.toBeEmpty())).message).toBe(
    'topic "audit": expected messages, but it is empty',
  );
});

test.each([
  {
    call: (broker: Broker) => expect(broker.group('billing')).toBeReady(),
    says: 'group "billing": not ready within n ms; it has 0 of 1 member',
  },
  {
    call: (broker: Broker) => expect(broker.group('billing')).toHaveLag(0),
    says: 'group "billing": expected a lag of 0 within n ms; it has neither committed anything nor been given partitions',
  },
  {
    call: (broker: Broker) => expect(broker.group('billing')).toHaveCommittedOffset({ topic: 'orders', offset: 1 }),
    says: 'group "billing": expected offset 1 of orders[0] to be committed within n ms; nothing is committed there',
  },
  {
    call: (broker: Broker) => expect(broker).toHaveReceivedRequest({ api: 'Produce', acks: -1 }),
    says: 'expected Produce with { acks: -1 } within n ms; there was none',
  },
])('$says', async ({ call, says }) => {
  const broker = await testBroker();
  plainExpect((await failureOf(() => call(broker))).message.split('\n')[0]).toBe(says);
});

test.each([
  {
    call: () => expect('orders' as never as Broker).toHaveReceivedRequest({ api: 'Fetch' }),
    says: 'toHaveReceivedRequest is about a broker, and was given something else; say expect(broker).toHaveReceivedRequest(…)',
  },
  {
    call: (broker: Broker) => (expect(broker) as never as { toHaveMessage(): Promise<void> }).toHaveMessage(),
    says: "toHaveMessage is about a topic, and was given a broker; say expect(broker.topic('orders')).toHaveMessage(…)",
  },
  {
    call: (broker: Broker) => expect(broker).toHaveReceivedRequest({ api: 'Produce', ackz: 1 } as never),
    says: "a request of Produce has no 'ackz'; did you mean acks?",
  },
  {
    call: (broker: Broker) => expect(broker.topic('orders')).toHaveMessage({}, { timeOut: 1 } as never),
    says: "the wait has no 'timeOut'; did you mean timeout?",
  },
  {
    call: (broker: Broker) => expect(broker.topic('orders')).toHaveMessages([]),
    says: 'every topic has the messages of an empty list; say toBeEmpty(), or exact: true',
  },
  {
    call: (broker: Broker) => expect(broker.topic('orders')).toHaveMessages('two' as never),
    says: "the messages must be an array or a number, not 'two'",
  },
])('what is wrong is refused: $says', async ({ call, says }) => {
  const broker = await testBroker();
  plainExpect((await failureOf(() => call(broker))).message).toBe(`ERR_INVALID_ARGUMENT: ${says}`);
});

import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../../test/broker.ts';
import { connectedProducer, kafkaOf, runConsumer } from '../../test/kafkajs.ts';
import {
  type Subject,
  subjectOf,
  toBeReady,
  toHaveCommittedOffset,
  toHaveLag,
  toHaveMessage,
  toHaveMessages,
  toHaveReceivedRequest,
} from './index.ts';

const GOOD = { ok: true, report: '', compared: undefined };

function subject(value: unknown): Subject {
  const found = subjectOf(value);
  if (found === undefined) throw new Error('not one of ours');
  return found;
}

test('a group is ready, has a lag and has committed', async () => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: 'a' }, { value: 'b' }] } } });
  const billing = subject(broker.group('billing'));
  expect(await toBeReady(billing, true)).toEqual(GOOD);
  await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'], fromBeginning: true });
  expect(await toBeReady(billing, false, { members: 1, topics: ['orders'] })).toEqual(GOOD);
  expect(await toHaveLag(billing, false, 0)).toEqual(GOOD);
  expect(await toHaveCommittedOffset(billing, false, { topic: 'orders', offset: 2 })).toEqual(GOOD);
  expect(await toHaveCommittedOffset(billing, true, { topic: 'orders', offset: 1 })).toEqual(GOOD);
  expect(await toHaveLag(billing, false, 1, { timeout: 5 })).toMatchObject({
    ok: false,
    compared: { expected: { lag: 1 }, actual: { lag: 0 } },
  });
  expect(await toHaveLag(billing, true, 0)).toMatchObject({
    ok: false,
    report: 'group "billing": expected another lag than 0, but that is its lag',
  });
});

test('a group that never falls silent is judged when the time is up', async () => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: 'a' }] } } });
  let finish = (): void => {};
  const hanging = new Promise<void>((resolve) => (finish = resolve));
  const onMessage = (): Promise<void> => hanging;
  await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'], fromBeginning: true, onMessage });
  await broker.group('billing').waitUntilReady();
  expect(await toHaveLag(subject(broker.group('billing')), true, 0, { timeout: 100 })).toEqual(GOOD);
  finish();
});

test('requests are counted once nothing more is going on', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker));
  const asked = subject(broker);
  const waiting = toHaveReceivedRequest(asked, false, { api: 'Produce', topic: 'orders', acks: -1, times: 2 });
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  await producer.send({ topic: 'orders', messages: [{ value: 'b' }] });
  expect(await waiting).toEqual(GOOD);
  expect(await toHaveReceivedRequest(asked, false, { api: 'Produce', times: 1 })).toMatchObject({
    ok: false,
    report: expect.stringMatching(/^expected Produce 1 time; there were 2\n/),
  });
  expect(await toHaveReceivedRequest(asked, false, { api: 'DeleteTopics', times: 0 })).toEqual(GOOD);
  expect(await toHaveReceivedRequest(asked, true, { api: 'Produce', acks: 0 })).toEqual(GOOD);
  expect(await toHaveReceivedRequest(asked, false, { api: 'Produce', acks: 0 }, { timeout: 5 })).toMatchObject({
    ok: false,
    report: expect.stringMatching(/there was none and 2 with other fields\n\n {2}Closest: Produce v7 of client "api"/),
    compared: { expected: { acks: 0 }, actual: { acks: -1 } },
  });
});

test('of a name that is a typo nobody is told that there was no request', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const asked = subject(broker);
  const typo = 'topic "order" does not exist; did you mean "orders"?';
  for (const [isNot, times] of [
    [false, { times: 0 }],
    [true, {}],
  ] as const) {
    const failure = await failureOf(() =>
      toHaveReceivedRequest(asked, isNot, { api: 'Produce', topic: 'order', ...times }),
    );
    expect(failure.message).toContain(typo);
  }
  expect(await toHaveReceivedRequest(asked, true, { api: 'Produce', topic: 'audit' })).toEqual(GOOD);
});

test('a topic that gets one more message than it should is found out', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker));
  broker.inject({ api: 'Produce', delay: 30, skip: 1, times: 1 });
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  void producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  await broker.trace.waitForRequest({ api: 'Produce' });
  expect(await toHaveMessages(subject(broker.topic('orders')), false, 1)).toMatchObject({ ok: false });
});

test('while something is going on an absence cannot be asserted', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker));
  const gate = broker.hold({ api: 'Produce' });
  const sent = producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  await gate.arrived();
  const verdict = await toHaveMessages(subject(broker.topic('orders')), true, 1, { timeout: 60 });
  expect(verdict).toMatchObject({ ok: false, report: expect.stringContaining('the broker was not idle within 60 ms') });
  gate.release();
  await sent;
});

test('what must not be there and is, is told although something is going on', async () => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: 'a' }] } } });
  const producer = await connectedProducer(kafkaOf(broker));
  const gate = broker.hold({ api: 'Produce' });
  const sent = producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  await gate.arrived();
  const verdict = await toHaveMessage(subject(broker.topic('orders')), true, { value: 'a' }, { timeout: 60 });
  expect(verdict.report).toBe(
    `topic "orders": expected no message matching { value: 'a' }, but orders[0]@0 (key null, value 'a') is there`,
  );
  gate.release();
  await sent;
});

test('of a count that does not fit the messages are listed, and which of them are there twice', async () => {
  const message = { key: '42', value: { id: 42 } };
  const messages = [...Array.from({ length: 4 }, (_, id) => ({ key: String(id), value: { id } })), message, message];
  const broker = await testBroker({ topics: { orders: { messages } } });
  const verdict = await toHaveMessages(subject(broker.topic('orders')), false, 5);
  expect(verdict.report).toContain(
    [
      '  There',
      '    … 1 before them',
      "    orders[0]@1 (key '1', value { id: 1 })",
      "    orders[0]@2 (key '2', value { id: 2 })",
      "    orders[0]@3 (key '3', value { id: 3 })",
      "    orders[0]@4 (key '42', value { id: 42 })",
      "    orders[0]@5 (key '42', value { id: 42 }), the same key and value as @4",
    ].join('\n'),
  );
});

test('a broker that is closed says so', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await broker.close();
  expect(await failureOf(() => toHaveMessages(subject(broker.topic('orders')), false, 1))).toMatchObject({
    code: 'ERR_BROKER_CLOSED',
  });
});

test('of a view from now only what was asked since counts', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({ topic: 'orders', messages: [{ value: 'before' }] });
  const now = broker.fromNow();
  const times = async (count: number): Promise<boolean> => {
    return (
      await toHaveReceivedRequest(subject(now), false, { api: 'Produce', times: count }, { timeout: 200, quiet: 5 })
    ).ok;
  };
  expect([await times(0), await times(1)]).toEqual([true, false]);
  await producer.send({ topic: 'orders', messages: [{ value: 'after' }] });
  expect(await times(1)).toBe(true);
});

test('a field that no request has is refused at any depth, also where none is to come', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const topicData = [{ nme: 'orders' }] as never;
  for (const isNot of [true, false]) {
    const failure = await failureOf(() => toHaveReceivedRequest(subject(broker), isNot, { api: 'Produce', topicData }));
    expect(failure.message).toBe(
      "ERR_INVALID_ARGUMENT: topicData of a request of Produce has no 'nme'; did you mean name?",
    );
  }
  const asked = { api: 'Produce', topicData: [{ name: 'orders', partitionData: [{ index: expect.any(Number) }] }] };
  expect(await toHaveReceivedRequest(subject(broker), true, asked)).toEqual(GOOD);
});

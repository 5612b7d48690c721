import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../test/broker.ts';
import { connectedProducer, kafkaOf, runConsumer } from '../test/kafkajs.ts';

test('a manual clock stands still, and moves when it is told to', async () => {
  const broker = await testBroker({
    topics: { orders: { config: { 'message.timestamp.type': 'LogAppendTime' } } },
    clock: 'manual',
  });
  const start = broker.clock.now().getTime();
  await broker.topic('orders').produce({ value: 'a' });
  await broker.clock.advance('2 h');
  await broker.topic('orders').produce({ value: 'b' });
  expect(
    broker
      .topic('orders')
      .messages()
      .map(({ timestamp }) => timestamp.getTime() - start),
  ).toEqual([0, 7_200_000]);
  expect([broker.clock.mode, broker.clock.now().getTime() - start]).toEqual(['manual', 7_200_000]);
});

test.each([
  { by: 1, ms: 1 },
  { by: '500 ms', ms: 500 },
  { by: '1.5s', ms: 1500 },
  { by: '2 sec', ms: 2000 },
  { by: '10 minutes', ms: 600_000 },
  { by: '3 min', ms: 180_000 },
  { by: '1 hour', ms: 3_600_000 },
  { by: '7 days', ms: 604_800_000 },
  { by: '2 weeks', ms: 1_209_600_000 },
])('time moves by $by', async ({ by, ms }) => {
  const broker = await testBroker({ clock: 'manual' });
  const start = broker.clock.now().getTime();
  await broker.clock.advance(by);
  expect(broker.clock.now().getTime() - start).toBe(ms);
});

test.each([-1, NaN, Infinity, '5', '5 moons', '', 'ms', {}])('time does not move by %j', async (by) => {
  const broker = await testBroker();
  expect(await failureOf(() => broker.clock.advance(by as never))).toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
});

test('a connected consumer is in its group as before when days have passed, and one that is silent is not', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const { values } = await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady();
  const [member] = broker.group('billing').members;
  await broker.clock.advance('7 days');
  expect(broker.group('billing').members).toMatchObject([{ memberId: member?.memberId }]);
  await broker.topic('orders').produce({ value: 'a' });
  await broker.group('billing').waitUntilCaughtUp();
  expect(values).toEqual(['a']);
  await broker.clock.advance('1 min', { heartbeats: false });
  expect(broker.group('billing').members).toEqual([]);
});

test('a consumer reads, commits and closes while time stands still', async () => {
  const broker = await testBroker({ topics: ['orders'], clock: 'manual' });
  const { consumer, values } = await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady();
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  await broker.group('billing').waitUntilCaughtUp();
  expect(values).toEqual(['a']);
  await consumer.disconnect();
  expect(broker.group('billing').state).toBe('Empty');
});

test('a wait ends although time stands still', async () => {
  const broker = await testBroker({ topics: ['orders'], clock: 'manual' });
  expect(await failureOf(() => broker.topic('orders').waitForMessage({}, { timeout: 20 }))).toMatchObject({
    code: 'ERR_WAIT_TIMEOUT',
  });
});

test('reset() leaves the clock as createBroker() set it, and time does not go back', async () => {
  const broker = await testBroker();
  broker.clock.freeze();
  const before = broker.clock.now().getTime();
  await broker.clock.advance('1 h');
  await broker.reset();
  expect([broker.clock.mode, broker.clock.now().getTime() - before >= 3_600_000]).toEqual(['real', true]);
  const manual = await testBroker({ clock: 'manual' });
  manual.clock.resume();
  await manual.reset();
  expect(manual.clock.mode).toBe('manual');
});

test('a delay of a fault is one of broker time', async () => {
  const broker = await testBroker({ topics: ['orders'], clock: 'manual' });
  broker.inject({ api: 'Produce', delay: 60_000 });
  const producer = await connectedProducer(kafkaOf(broker));
  const sending = producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  await expect.poll(() => broker.connections.some(({ inFlight }) => inFlight > 0)).toBe(true);
  await broker.clock.advance(59_999);
  expect(broker.topic('orders').messages()).toEqual([]);
  await broker.clock.advance(1);
  await sending;
  expect(broker.topic('orders').messages()).toMatchObject([{ value: 'a' }]);
});

test('a member expires, and joins again by itself', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady();
  const [before] = broker.group('billing').members;
  broker.group('billing').expireMember();
  expect(broker.group('billing').members).toEqual([]);
  await broker.group('billing').waitUntilReady();
  const [after] = broker.group('billing').members;
  expect(after?.memberId).not.toBe(before?.memberId);
  expect(broker.group('billing').rebalances.at(-2)?.reason).toMatch(
    /^session of api-\w+ expired: the test asked for it$/,
  );
});

test('a group rebalances when the test asks for it', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady();
  const { generation } = broker.group('billing');
  broker.group('billing').rebalance();
  expect(broker.group('billing').state).toBe('PreparingRebalance');
  await broker.group('billing').waitUntilReady();
  expect(broker.group('billing').generation).toBe(generation + 1);
});

test.each([
  { memberId: undefined, message: 'group "billing" has no members: nobody is in it' },
  { memberId: 'x', message: 'group "billing" has no member \'x\': nobody is in it' },
])('a member that is not there cannot expire: $memberId', async ({ memberId, message }) => {
  const broker = await testBroker();
  expect((await failureOf(() => broker.group('billing').expireMember(memberId))).message).toContain(message);
});

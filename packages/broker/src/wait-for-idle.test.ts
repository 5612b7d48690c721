import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../test/broker.ts';
import { connectedProducer, kafkaOf, runConsumer } from '../test/kafkajs.ts';

test('an absence can be asserted once a consumer has processed everything', async () => {
  const broker = await testBroker({ topics: ['orders', 'orders.dlq'] });
  const producer = await connectedProducer(kafkaOf(broker));
  await runConsumer(kafkaOf(broker), {
    groupId: 'billing',
    topics: ['orders'],
    onMessage: async ({ message }) => {
      if (message.value?.toString() === 'poison') await producer.send({ topic: 'orders.dlq', messages: [message] });
    },
  });
  await broker.topic('orders').produce({ value: 'good' }, { value: 'poison' }, { value: 'good' });
  await broker.waitForIdle();
  expect(broker.topic('orders.dlq').messages()).toMatchObject([{ value: 'poison' }]);
  expect(broker.group('billing').lag()).toBe(0);
});

const busyWith = (message: RegExp): object => ({ code: 'ERR_WAIT_TIMEOUT', message: expect.stringMatching(message) });

test('a group that is behind keeps the broker busy, and the report says so', async () => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: 'a' }] } } });
  const gate = broker.hold({ api: 'OffsetCommit' });
  await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  await gate.arrived();
  const failure = await failureOf(() => broker.waitForIdle({ timeout: 20 }));
  expect(failure).toMatchObject(busyWith(/group "billing" has a lag of 1/));
  gate.release();
  await broker.waitForIdle();
});

test('a request in progress keeps the broker busy, and the report says so', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const gate = broker.hold({ api: 'Produce' });
  const producer = await connectedProducer(kafkaOf(broker));
  const sending = producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  await gate.arrived();
  const failure = await failureOf(() => broker.waitForIdle({ timeout: 20 }));
  expect(failure).toMatchObject(busyWith(/Produce of client "api" is not answered/));
  gate.release();
  await sending;
  await broker.waitForIdle();
});

test('a broker that nobody uses is idle', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await broker.waitForIdle({ quiet: 1, timeout: 1000 });
});

test('a consumer that does not commit is idle once it has fetched everything', async () => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: 'a' }] } } });
  broker.inject({ api: 'OffsetCommit', error: 'COORDINATOR_NOT_AVAILABLE' });
  const kafka = kafkaOf(broker);
  const consumer = kafka.consumer({ groupId: 'billing', maxWaitTimeInMs: 50 });
  await consumer.connect();
  await consumer.subscribe({ topics: ['orders'], fromBeginning: true });
  const got: (string | undefined)[] = [];
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ message }) => void got.push(message.value?.toString()),
  });
  await broker.group('billing').waitUntilReady();
  await broker.waitForIdle({ lag: 'fetched' });
  expect(got).toEqual(['a']);
  await consumer.disconnect();
});

test.each([{ quiet: -1 }, { lag: 'none' }, { calm: 5 }])('an option that is wrong is refused: %j', async (options) => {
  const broker = await testBroker();
  expect(await failureOf(() => broker.waitForIdle(options as never))).toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
});

test('a view from now has what comes, and the broker has all', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 2 } } });
  await broker.topic('orders').produce({ value: 'before', partition: 1 });
  const now = broker.fromNow();
  expect(now.topic('orders').messages()).toEqual([]);
  const waiting = now.topic('orders').waitForMessage();
  await broker.topic('orders').produce({ value: 'after', partition: 1 });
  expect(await waiting).toMatchObject({ value: 'after' });
  expect(now.topics[0]?.messages()).toMatchObject([{ value: 'after', offset: 1 }]);
  expect(broker.topic('orders').messages()).toHaveLength(2);
});

test('a wait of a view from now does not show in its report what was before', async () => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: { id: 41 } }] } } });
  const failure = await failureOf(() =>
    broker
      .fromNow()
      .topic('orders')
      .waitForMessage({ value: { id: 42 } }, { timeout: 5 }),
  );
  expect(failure.message).not.toContain('Closest');
});

test.each([{ quiet: 300, timeout: 20 }, { timeout: 5 }])(
  'silence that takes longer than the wait is told: %o',
  async (options) => {
    const broker = await testBroker();
    const [headline] = (await failureOf(() => broker.waitForIdle(options))).message.split('\n');
    expect(headline).toBe(
      `the broker was not idle within ${options.timeout} ms: nothing was going on any more, but there was no time left for ${options.quiet ?? 50} ms of silence`,
    );
  },
);

test('a view from now gives no name that the broker has given', async () => {
  const broker = await testBroker();
  const names = [broker, broker.fromNow(), broker].map((each) => each.uniqueName('orders'));
  expect(new Set(names).size).toBe(3);
});

import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../test/broker.ts';
import { connectedProducer, kafkaOf, runConsumer } from '../test/kafkajs.ts';

test('everything is as createBroker() left it', async () => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: 'first' }] }, gone: {} } });
  const { topicId } = broker.topic('orders');
  await broker.topic('orders').produce({ value: 'second' });
  await broker.createTopics({ extra: { value: 'bytes' } });
  await broker.topic('gone').delete();
  broker.topic('orders').setConfig({ 'max.message.bytes': 1000 });
  await broker.group('billing').resetOffsets([{ topic: 'orders', offset: 1 }]);
  await broker.reset();
  expect(broker.topics.map(({ name }) => name)).toEqual(['orders', 'gone']);
  expect(broker.topic('orders').messages()).toMatchObject([{ value: 'first', offset: 0 }]);
  expect(broker.topic('orders').topicId).toBe(topicId);
  expect(broker.topic('orders').config['max.message.bytes']).toBe('1048588');
  expect(broker.groups).toEqual([]);
  await broker.topic('extra').produce({ value: 'text again' });
  expect(broker.topic('extra').messages()).toMatchObject([{ value: 'text again' }]);
});

test.each([
  { name: 'earliest', fromBeginning: true },
  { name: 'latest', fromBeginning: false },
])(
  'a live kafkajs consumer at $name gets everything that is produced after each reset, and nothing twice',
  async ({ fromBeginning }) => {
    const broker = await testBroker({ topics: { orders: { partitions: 3 } } });
    const { values } = await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'], fromBeginning });
    await broker.group('billing').waitUntilReady();
    const producer = await connectedProducer(kafkaOf(broker));
    for (let round = 0; round < 10; round++) {
      values.length = 0;
      const sent = Array.from({ length: 3 + round }, (_, index) => `${round}-${index}`);
      await producer.send({ topic: 'orders', messages: sent.map((value) => ({ key: value, value })) });
      await broker.group('billing').waitUntilCaughtUp();
      expect(values.toSorted()).toEqual(sent.toSorted());
      await broker.reset();
      expect(broker.topic('orders').messages()).toEqual([]);
    }
  },
  20_000,
);

test('what a consumer has still to process when the reset comes is not committed afterwards', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  let release = (): void => {};
  const onMessage = (): Promise<void> => new Promise((resolve) => (release = resolve));
  const { values } = await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'], onMessage });
  await broker.topic('orders').produce({ value: 'old' });
  await expect.poll(() => values).toEqual(['old']);
  const resetting = broker.reset();
  release();
  await resetting;
  await broker.topic('orders').produce({ value: 'new' });
  await expect.poll(() => values).toEqual(['old', 'new']);
  release();
  await broker.group('billing').waitUntilCaughtUp();
  expect(broker.group('billing').committedOffset('orders')).toBe(1);
});

test('an idempotent producer goes on after a reset', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = kafkaOf(broker).producer({ idempotent: true });
  await producer.connect();
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  await broker.reset();
  await producer.send({ topic: 'orders', messages: [{ value: 'b' }] });
  expect(broker.topic('orders').messages()).toMatchObject([{ value: 'b', offset: 0, producer: { sequence: 1 } }]);
  await producer.disconnect();
});

test('a consumer that does not fetch again is named', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 300 });
  let release = (): void => {};
  const onMessage = (): Promise<void> => new Promise((resolve) => (release = resolve));
  const { values } = await runConsumer(kafkaOf(broker, 'worker'), {
    groupId: 'billing',
    topics: ['orders'],
    onMessage,
  });
  await broker.topic('orders').produce({ value: 'old' });
  await expect.poll(() => values).toEqual(['old']);
  const error = await failureOf(() => broker.reset());
  expect(error).toMatchObject({ code: 'ERR_WAIT_TIMEOUT', actual: [{ groupId: 'billing', clientId: 'worker' }] });
  expect(error.message).toMatch(
    /^reset: consumers are not ready again within 300 ms: worker-\S+ of group "billing", opened at \S+kafkajs\.ts:\d+\n[^]*Disconnect it in its test/,
  );
  release();
});

test('a member whose client is gone holds nothing up, and is out', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const { consumer } = await runConsumer(kafkaOf(broker, 'worker'), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady();
  consumer.pause([{ topic: 'orders' }]);
  for (const connection of broker.connections) connection.destroy();
  await broker.reset();
  expect(broker.groups).toEqual([]);
});

test('keyless messages begin with the first partition again', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 3 } } });
  await broker.topic('orders').produce({ value: 1 });
  await broker.reset();
  await broker.topic('orders').produce({ value: 2 });
  expect(broker.topic('orders').messages()).toMatchObject([{ partition: 0 }]);
});

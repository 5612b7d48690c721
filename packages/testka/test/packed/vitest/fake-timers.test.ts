import { Kafka, logLevel } from 'kafkajs';
import { expect, test, useBroker } from 'testka/vitest';
import { afterAll, beforeAll, vi } from 'vitest';

beforeAll(() => void vi.useFakeTimers({ now: new Date('2020-02-29T12:00:00Z') }));
const broker = useBroker({ topics: { orders: { partitions: 2 } } });
afterAll(() => void vi.useRealTimers());

test.each([1, 2])('the broker starts, stores, waits and resets while timers are faked (%i)', async (round) => {
  expect(broker.topic('orders').messages()).toEqual([]);
  const arrival = broker.topic('orders').waitForMessage({ value: { round } });
  await broker.topic('orders').produce({ value: { round } });
  expect((await arrival).value).toEqual({ round });
  expect(Date.now()).toBe(Date.parse('2020-02-29T12:00:00Z'));
});

test('a wait ends at its time limit', async () => {
  await expect(broker.topic('orders').waitForMessage({}, { timeout: 20 })).rejects.toMatchObject({
    name: 'WaitTimeoutError',
  });
});

test('kafkajs sends and receives', async () => {
  const kafka = new Kafka({ clientId: 'shop', ...broker.connection.kafkajs, logLevel: logLevel.ERROR });
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic: 'orders', messages: [{ value: 'sent' }] });
  const consumer = kafka.consumer({ groupId: 'billing' });
  await consumer.connect();
  await consumer.subscribe({ topic: 'orders', fromBeginning: true });
  const received = new Promise((resolve, reject) => {
    consumer.run({ eachMessage: async ({ message }) => resolve(message.value?.toString()) }).catch(reject);
  });
  expect(await received).toBe('sent');
  await consumer.disconnect();
  await producer.disconnect();
});

// oxlint-disable typescript/no-floating-promises -- node:test waits for what test() and describe() return
import assert from 'node:assert/strict';

import kafkajs from 'kafkajs';
import { test, useBroker } from 'testka/node-test';

const broker = useBroker({ topics: ['orders'] });

test('placing an order publishes it', async () => {
  await placeOrder({ id: 42 });
  const { key, value } = await broker.topic('orders').waitForMessage();
  assert.deepEqual({ key, value }, { key: '42', value: { id: 42 } });
});

async function placeOrder(order) {
  const brokers = process.env.KAFKA_BROKERS.split(',');
  const producer = new kafkajs.Kafka({ clientId: 'shop', brokers, logLevel: kafkajs.logLevel.ERROR }).producer();
  await producer.connect();
  await producer.send({ topic: 'orders', messages: [{ key: String(order.id), value: JSON.stringify(order) }] });
  await producer.disconnect();
}

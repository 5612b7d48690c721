import { Kafka } from 'kafkajs';
import { expect, test, useBroker } from 'testka/vitest';

const broker = useBroker({ topics: ['orders'] });

test('an order is published', async () => {
  const producer = new Kafka({ clientId: 'shop', ...broker.connection.kafkajs }).producer();
  await producer.connect();
  await producer.send({ topic: 'orders', messages: [{ key: '41', value: JSON.stringify({ id: 41, item: 'tea' }) }] });
  await producer.disconnect();
  await expect(broker.topic('orders')).toHaveMessage({ key: '41', value: { id: 42 } });
});

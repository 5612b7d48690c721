import { Kafka } from 'kafkajs';
import { test, useBroker } from 'testka/vitest';

const broker = useBroker({ topics: ['orders'] });

test('bills an order', async () => {
  const worker = new Kafka({ clientId: 'worker', ...broker.connection.kafkajs });
  const consumer = worker.consumer({ groupId: 'billing' });
  await consumer.connect();
  await consumer.subscribe({ topic: 'orders' });
  await consumer.run({ eachMessage: async () => {} });

  const producer = new Kafka({ clientId: 'api', ...broker.connection.kafkajs }).producer();
  await producer.connect();
  await broker.group('billing').waitUntilReady();
});

test('an order is retried', async () => {
  broker.inject({ api: 'Produce', topic: 'order', error: 'NOT_ENOUGH_REPLICAS', times: 2 });
  const producer = new Kafka({ clientId: 'api', ...broker.connection.kafkajs }).producer();
  await producer.connect();
  await producer.send({ topic: 'orders', messages: [{ value: 'an order' }] });
  await producer.disconnect();
});

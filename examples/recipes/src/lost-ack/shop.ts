import { Producer, stringSerializers } from '@platformatic/kafka';

/** Publishes orders. */
export function openShop() {
  const producer = new Producer({
    clientId: 'shop',
    bootstrapBrokers: process.env.KAFKA_BROKERS?.split(',') ?? [],
    serializers: stringSerializers,
    idempotent: true,
    retryDelay: Number(process.env.KAFKA_RETRY_MS ?? 300),
  });
  return {
    placeOrder: async (id: number): Promise<void> => {
      await producer.send({ messages: [{ topic: 'orders', key: String(id), value: JSON.stringify({ id }) }] });
    },
    close: () => producer.close(),
  };
}

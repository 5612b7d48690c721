import { Kafka, logLevel } from 'kafkajs';

/** An app that reads its address as it is imported, and connects at once. */
export const address = process.env.KAFKA_BROKERS;

const producer = new Kafka({
  clientId: 'shop',
  brokers: address?.split(',') ?? [],
  logLevel: logLevel.ERROR,
}).producer();
await producer.connect();

export const shop = {
  placeOrder: (id: number) => producer.send({ topic: 'orders', messages: [{ value: JSON.stringify({ id }) }] }),
  stop: () => producer.disconnect(),
};

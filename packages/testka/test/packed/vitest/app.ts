import { Kafka, logLevel } from 'kafkajs';

/** An app as it comes: it reads its address from the environment and knows nothing of tests. */
export const app = {
  async placeOrder(order: { id: number }): Promise<void> {
    const brokers = process.env.KAFKA_BROKERS?.split(',') ?? [];
    const producer = new Kafka({ clientId: 'shop', brokers, logLevel: logLevel.ERROR }).producer();
    await producer.connect();
    await producer.send({ topic: 'orders', messages: [{ key: String(order.id), value: JSON.stringify(order) }] });
    await producer.disconnect();
  },
};

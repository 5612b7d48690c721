import { Kafka, logLevel } from 'kafkajs';

export async function sendOrder(brokers: string, id: number): Promise<void> {
  const producer = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.ERROR }).producer();
  await producer.connect();
  await producer.send({ topic: 'orders', messages: [{ value: JSON.stringify({ id }) }] });
  await producer.disconnect();
}

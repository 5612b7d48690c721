import { Kafka, logLevel } from 'kafkajs';

/** An app that is started once for the run finds the broker of the set-up before it. */
export async function setup(): Promise<void> {
  const brokers = process.env.KAFKA_BROKERS?.split(',') ?? [];
  const producer = new Kafka({ brokers, logLevel: logLevel.ERROR }).producer();
  await producer.connect();
  await producer.send({ topic: 'started', messages: [{ value: 'once' }] });
  await producer.disconnect();
}

import { Kafka, logLevel } from 'kafkajs';
import { globalBroker } from 'testka/vitest';

/** How many messages a topic of the run's broker holds, in the first partition. */
export async function countMessages(topic: string): Promise<number> {
  const brokers = globalBroker().bootstrapServers.split(',');
  const admin = new Kafka({ brokers, logLevel: logLevel.ERROR }).admin();
  await admin.connect();
  const [first] = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  return Number(first?.high);
}

import { Kafka, logLevel } from 'kafkajs';
import { expect, globalBroker, test, useBroker } from 'testka/vitest';

const address = process.env.KAFKA_BROKERS;
const broker = useBroker({ topics: ['orders'] });

test('the broker of the file is new', async ({ task }) => {
  expect(broker.bootstrapServers).toBe(address);
  expect(broker.topics.map(({ name }) => name)).toEqual(['orders']);
  expect(broker.topic('orders').messages()).toEqual([]);
  await broker.topic('orders').produce({ value: 1 });
  await broker.createTopics(['extra']);
  (task.meta as { address?: string }).address = address;
});

test('the broker of the run is as it began', async () => {
  const kafka = new Kafka({ brokers: [globalBroker().bootstrapServers], logLevel: logLevel.ERROR });
  const admin = kafka.admin();
  await admin.connect();
  expect(await admin.listTopics()).toEqual([]);
  await admin.createTopics({ topics: [{ topic: 'extra' }], waitForLeaders: false });
  await admin.disconnect();
});

import { Kafka, logLevel } from 'kafkajs';
import { expect, test, useBroker } from 'testka/vitest';

const broker = useBroker({ topics: { orders: { partitions: 3 } } });

test.each([1, 2, 3])('a consumer gets what is produced, commits it, and disconnects (%i)', async (round) => {
  const kafka = new Kafka({ clientId: 'billing', ...broker.connection.kafkajs, logLevel: logLevel.ERROR });
  const consumer = kafka.consumer({ groupId: 'billing' });
  const seen: (string | undefined)[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic: 'orders' });
  await consumer.run({ eachMessage: async ({ message }) => void seen.push(message.value?.toString()) });
  // A consumer that starts at "latest" misses nothing from here on.
  await broker.group('billing').waitUntilReady();
  await broker
    .topic('orders')
    .produce(...[0, 1, 2].map((partition) => ({ partition, value: `${round}-${partition}` })));
  await broker.group('billing').waitUntilCaughtUp();
  await consumer.disconnect();
  expect(seen).toHaveLength(3);
  expect(new Set(seen)).toEqual(new Set([`${round}-0`, `${round}-1`, `${round}-2`]));
  expect(broker.group('billing')).toMatchObject({ state: 'Empty', members: [] });
  expect([0, 1, 2].map((partition) => broker.group('billing').committedOffset('orders', partition))).toEqual([1, 1, 1]);
});

const { Kafka, logLevel } = require('kafkajs');
const { expect, test, useBroker } = require('testka/jest');

const broker = useBroker({ topics: { orders: { partitions: 3 } } });

test.each([1, 2, 3])('a consumer gets what is produced, commits it, and disconnects (%i)', async (round) => {
  const kafka = new Kafka({ clientId: 'billing', ...broker.connection.kafkajs, logLevel: logLevel.ERROR });
  const consumer = kafka.consumer({ groupId: 'billing' });
  const seen = [];
  await consumer.connect();
  await consumer.subscribe({ topic: 'orders' });
  await consumer.run({ eachMessage: async ({ message }) => void seen.push(message.value.toString()) });
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
});

test('what is read is strictly equal to what the sandbox makes of it', async () => {
  await broker
    .topic('orders')
    .produce({ key: 'a', value: { id: 1, tags: ['x'] }, headers: { trace: 'abc' }, partition: 1 });
  const [message] = broker.topic('orders').messages();
  expect(message.value).toStrictEqual({ id: 1, tags: ['x'] });
  expect(message.headers).toStrictEqual({ trace: 'abc' });
  expect(message.timestamp).toBeInstanceOf(Date);
  expect(broker.topic('orders').partitions.map(({ highWatermark }) => highWatermark)).toStrictEqual([0, 1, 0]);
});

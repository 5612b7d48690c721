const { Kafka, logLevel } = require('kafkajs');
const { createBroker } = require('testka');
const { expect, test } = require('testka/jest');

/** Concurrent tests of Jest begin before any hook. */
const seeded = createBroker({ topics: { orders: { messages: [{ value: { id: 0 } }] } } });
const addresses = new Set();

test.concurrent.each([1, 2, 3, 4])('tests at the same time, each on a fork (%i)', async (id) => {
  const fork = await (await seeded).fork();
  addresses.add(fork.bootstrapServers);
  const producer = new Kafka({ ...fork.connection.kafkajs, logLevel: logLevel.ERROR }).producer();
  await producer.connect();
  await producer.send({ topic: 'orders', messages: [{ value: JSON.stringify({ id }) }] });
  await producer.disconnect();
  expect(fork.topic('orders').messages()).toMatchObject([{ value: { id: 0 } }, { value: { id } }]);
  await fork.close({ leftovers: 'error' });
});

afterAll(async () => {
  expect(addresses.size).toBe(4);
  await (await seeded).close();
});

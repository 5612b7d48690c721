const { Kafka, logLevel } = require('kafkajs');
const { expect, test } = require('testka/jest');

const brokers = process.env.KAFKA_BROKERS.split(',');

test('the address of the one broker is in the environment of every worker', async () => {
  const admin = new Kafka({ brokers, logLevel: logLevel.ERROR }).admin();
  await admin.connect();
  expect(await admin.fetchTopicOffsets('orders')).toMatchObject([{ high: '1' }]);
  await admin.disconnect();
});

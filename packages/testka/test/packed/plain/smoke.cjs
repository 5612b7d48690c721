// The same by `require`, from CommonJS.
const assert = require('node:assert/strict');

const { Kafka } = require('kafkajs');
const { createBroker } = require('testka');

async function main() {
  const broker = await createBroker({ topics: ['orders'] });
  const producer = new Kafka({ ...broker.connection.kafkajs, logLevel: 0 }).producer();
  await producer.connect();
  await producer.send({ topic: 'orders', messages: [{ key: '42', value: '{"id":42}' }] });
  await producer.disconnect();
  const { key, value } = await broker.topic('orders').waitForMessage();
  assert.deepEqual({ key, value }, { key: '42', value: { id: 42 } });
  await broker[Symbol.asyncDispose]();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

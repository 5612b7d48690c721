// The package imports and works where it is an ES module, with nothing else installed but a client.
import assert from 'node:assert/strict';

import kafkajs from 'kafkajs';
import { createBroker } from 'testka';

const broker = await createBroker({ topics: ['orders'] });
const producer = new kafkajs.Kafka({ ...broker.connection.kafkajs, logLevel: 0 }).producer();
await producer.connect();
await producer.send({ topic: 'orders', messages: [{ key: '42', value: '{"id":42}' }] });
await producer.disconnect();
const { key, value } = await broker.topic('orders').waitForMessage();
assert.deepEqual({ key, value }, { key: '42', value: { id: 42 } });
// The process ends although the broker is not closed: it keeps nothing alive.

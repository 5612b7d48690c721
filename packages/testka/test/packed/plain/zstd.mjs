// zstd came to Node with 22.15: before that, the package brings its own decoder.
import assert from 'node:assert/strict';

import kafkajs from 'kafkajs';
import { createBroker } from 'testka';

const { CompressionCodecs, CompressionTypes, Kafka, logLevel } = kafkajs;
const value = { id: 42, notes: 'tea, tea, tea, tea, tea, tea, tea and more tea' };

// kafkajs asks for exactly these bytes to be compressed: the records of a batch with one message, key 42 and the value.
const records =
  'lgEAAAAENDKEAXsiaWQiOjQyLCJub3RlcyI6InRlYSwgdGVhLCB0ZWEsIHRlYSwgdGVhLCB0ZWEsIHRlYSBhbmQgbW9yZSB0ZWEifQA=';
// And this is what zstd makes of them.
const compressed = 'KLUv/SBNxQEAFAOWAQAAAAQ0MoQBeyJpZCI6NDIsIm5vdGVzIjoidGVhLCAgYW5kIG1vcmUgdGVhIn0AAQABU54=';
CompressionCodecs[CompressionTypes.ZSTD] = () => ({
  async compress({ buffer }) {
    assert.equal(buffer.toString('base64'), records);
    return Buffer.from(compressed, 'base64');
  },
});

const broker = await createBroker({ topics: ['orders'] });
const producer = new Kafka({ ...broker.connection.kafkajs, logLevel: logLevel.ERROR }).producer();
await producer.connect();
const messages = [{ key: '42', value: JSON.stringify(value) }];
await producer.send({ topic: 'orders', compression: CompressionTypes.ZSTD, messages });
await producer.disconnect();
const [message] = broker.topic('orders').messages();
assert.deepEqual(
  { key: message.key, value: message.value, compression: message.compression },
  { key: '42', value, compression: 'zstd' },
);
await broker.close();

import assert from 'node:assert/strict';
import kafkaNode from 'kafka-node';
import { bootstrapServers, expectRecords, finish, named, scenario } from './harness.mjs';

const CLIENT = 'kafka-node 5.0.0';
// Snappy needs a compiled module, which is not installed.
const CODECS = { none: 0, gzip: 1 };
const VALUES = Array.from({ length: 20 }, (_, index) => `value ${index}`);

const call = (run) => new Promise((resolve, reject) => run((error, data) => (error ? reject(error) : resolve(data))));

const client = new kafkaNode.KafkaClient({ kafkaHost: bootstrapServers, requestTimeout: 5000 });
await new Promise((resolve, reject) => client.once('ready', resolve).once('error', reject));
const producer = new kafkaNode.Producer(client, { requireAcks: 1 });

async function produce(topic, attributes) {
  await call((done) => client.createTopics([{ topic, partitions: 1, replicationFactor: 1 }], done));
  await call((done) => client.refreshMetadata([topic], done));
  const sent = await call((done) => producer.send([{ topic, messages: VALUES, attributes, partition: 0 }], done));
  assert.deepEqual(sent, { [topic]: { 0: 0 } });
}

function collect(consumer) {
  const got = [];
  return new Promise((resolve, reject) => {
    consumer.on('error', reject);
    consumer.on('message', ({ offset, value }) => {
      if (got.push([offset, value]) === VALUES.length) resolve(got);
    });
  });
}

for (const [codec, attributes] of Object.entries(CODECS)) {
  await scenario(CLIENT, `codec-${codec}`, async () => {
    const topic = named(`node-${codec}`);
    await produce(topic, attributes);
    const options = { fromOffset: true, autoCommit: false };
    // Consumers of one client get in each other's way.
    const own = new kafkaNode.KafkaClient({ kafkaHost: bootstrapServers });
    const consumer = new kafkaNode.Consumer(own, [{ topic, partition: 0, offset: 0 }], options);
    return expectRecords(await collect(consumer), VALUES);
  });
}

await scenario(CLIENT, 'offsets', async () => {
  const topic = named('node-none');
  const offset = new kafkaNode.Offset(client);
  const at = (time) => call((done) => offset.fetch([{ topic, partition: 0, time, maxNum: 1 }], done));
  assert.deepEqual(await at(-1), { [topic]: { 0: [VALUES.length] } });
  assert.deepEqual(await at(-2), { [topic]: { 0: [0] } });
  return 'latest and earliest';
});

await scenario(CLIENT, 'group', async () => {
  const topic = named('node-group');
  await produce(topic, CODECS.none);
  const options = { kafkaHost: bootstrapServers, groupId: named('node'), fromOffset: 'earliest', autoCommit: false };
  const group = new kafkaNode.ConsumerGroup(options, [topic]);
  const detail = expectRecords(await collect(group), VALUES);
  await call((done) => group.commit(true, done));
  await call((done) => group.close(false, done));
  const again = new kafkaNode.ConsumerGroup(options, [topic]);
  const resumed = new Promise((resolve) => again.once('message', ({ value }) => resolve(value)));
  await new Promise((resolve) => again.once('connect', resolve));
  await call((done) => producer.send([{ topic, messages: ['after the commit'], partition: 0 }], done));
  const first = await resumed;
  // It commits the last offset that it has read, or the one behind it.
  assert.ok(['after the commit', VALUES.at(-1)].includes(first), first);
  return `${detail}, committed, resumed`;
});

finish();

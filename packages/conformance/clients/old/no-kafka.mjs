import assert from 'node:assert/strict';
import Kafka from 'no-kafka';
import { bootstrapServers, expectRecords, finish, named, scenario } from './harness.mjs';

const CLIENT = 'no-kafka 3.4.3';
const CODECS = { none: Kafka.COMPRESSION_NONE, gzip: Kafka.COMPRESSION_GZIP, snappy: Kafka.COMPRESSION_SNAPPY };
const VALUES = Array.from({ length: 10 }, (_, index) => `value ${index}`);

const options = { connectionString: bootstrapServers, logger: { logLevel: 0 } };
const producer = new Kafka.Producer(options);
const consumer = new Kafka.SimpleConsumer(options);
await producer.init();
await consumer.init();

async function produce(topic, codec) {
  const messages = VALUES.map((value) => ({ topic, partition: 0, message: { value } }));
  const sent = await producer.send(messages, { codec });
  assert.deepEqual(
    sent.map(({ error }) => error),
    sent.map(() => null),
  );
}

const plain = (messages) => messages.map(({ offset, message }) => [offset, message.value.toString()]);

function collect(subscribe) {
  const got = [];
  return new Promise((resolve, reject) => {
    const take = (messages) => {
      got.push(...plain(messages));
      if (got.length >= VALUES.length) resolve(got);
    };
    subscribe(take).catch(reject);
  });
}

for (const [codec, id] of Object.entries(CODECS)) {
  await scenario(CLIENT, `codec-${codec}`, async () => {
    const topic = named(`no-${codec}`);
    await produce(topic, id);
    return expectRecords(await collect((take) => consumer.subscribe(topic, 0, { offset: 0 }, take)), VALUES);
  });
}

await scenario(CLIENT, 'offsets', async () => {
  const topic = named('no-none');
  assert.equal(await consumer.offset(topic, 0, Kafka.LATEST_OFFSET), VALUES.length);
  assert.equal(await consumer.offset(topic, 0, Kafka.EARLIEST_OFFSET), 0);
  return 'latest and earliest';
});

await scenario(CLIENT, 'group', async () => {
  const topic = named('no-group');
  await produce(topic, CODECS.gzip);
  const settings = { ...options, groupId: named('no'), startingOffset: Kafka.EARLIEST_OFFSET, idleTimeout: 100 };
  const group = new Kafka.GroupConsumer(settings);
  const got = await collect((take) => {
    const handler = async (messages, of, partition) => {
      await group.commitOffset({ topic: of, partition, offset: messages.at(-1).offset });
      take(messages);
    };
    return group.init({ subscriptions: [topic], handler });
  });
  const detail = expectRecords(got, VALUES);
  const [committed] = await group.fetchOffset([{ topic, partition: 0 }]);
  assert.equal(committed.offset, VALUES.length);
  await group.end();
  return `${detail}, committed`;
});

finish();

import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../test/broker.ts';
import { connectedProducer, kafkaOf } from '../test/kafkajs.ts';
import type { Codec, StandardSchema } from './index.ts';

const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;

const Order: StandardSchema<{ id: number }> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      typeof (value as { id?: unknown }).id === 'number'
        ? { value }
        : { issues: [{ message: 'expected a number', path: ['id'] }] },
  },
};

test.each<{ name: string; codec?: Codec; bytes: Buffer; value: unknown }>([
  { name: 'an object', bytes: Buffer.from('{"id":1}'), value: { id: 1 } },
  { name: 'an array', bytes: Buffer.from('[1]'), value: [1] },
  { name: 'text that only begins like JSON', bytes: Buffer.from('{no'), value: '{no' },
  { name: 'a number as text', bytes: Buffer.from('42'), value: '42' },
  { name: 'nothing', bytes: Buffer.alloc(0), value: '' },
  { name: 'bytes that are no UTF-8', bytes: Buffer.from([0xff, 0xfe]), value: Buffer.from([0xff, 0xfe]) },
  { name: 'a JSON number', codec: 'json', bytes: Buffer.from('42'), value: 42 },
  { name: 'JSON as text', codec: 'string', bytes: Buffer.from('{"id":1}'), value: '{"id":1}' },
  { name: 'JSON as bytes', codec: 'bytes', bytes: Buffer.from('{"id":1}'), value: Buffer.from('{"id":1}') },
  { name: 'a schema', codec: Order, bytes: Buffer.from('{"id":1}'), value: { id: 1 } },
  { name: 'a codec of the user', codec: { decode: (bytes) => bytes.length }, bytes: Buffer.from('four'), value: 4 },
])('$name is read under the codec $codec', async ({ codec = 'auto', bytes, value }) => {
  const broker = await testBroker({ topics: { orders: { value: codec } } });
  await broker.topic('orders').produce({ value: bytes });
  const [message] = broker.topic('orders').messages();
  expect(message?.value).toEqual(value);
  expect(message?.bytes.value).toEqual(bytes);
});

test.each<{ codec: Codec; bytes: Buffer; message: string }>([
  {
    codec: 'json',
    bytes: Buffer.from('{no'),
    message:
      "ERR_DECODE: orders[0]@0: the value cannot be read: '{no' is not JSON; see message.bytes under the codec 'bytes'",
  },
  {
    codec: 'string',
    bytes: Buffer.from([0xff]),
    message:
      "ERR_DECODE: orders[0]@0: the value cannot be read: <Buffer ff> is not valid UTF-8; see message.bytes under the codec 'bytes'",
  },
  {
    codec: Order,
    bytes: Buffer.from('{"id":"1"}'),
    message:
      "ERR_DECODE: orders[0]@0: the value cannot be read: { id: '1' } does not fit the schema: id: expected a number; see message.bytes under the codec 'bytes'",
  },
])('$message', async ({ codec, bytes, message }) => {
  const broker = await testBroker({ topics: { orders: { value: codec } } });
  await broker.topic('orders').produce({ value: bytes });
  expect(await failureOf(() => broker.topic('orders').messages())).toMatchObject({ message });
});

test('a message has all that was sent with it', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({
    topic: 'orders',
    messages: [
      { key: '42', value: '{"id":42}', headers: { trace: 'abc', hop: ['1', '2'] }, timestamp: '1700000000000' },
    ],
  });
  expect(broker.topic('orders').messages()).toEqual([
    {
      topic: 'orders',
      partition: 0,
      offset: 0,
      timestamp: new Date(1_700_000_000_000),
      key: '42',
      value: { id: 42 },
      headers: { trace: 'abc', hop: ['1', '2'] },
      bytes: {
        key: Buffer.from('42'),
        value: Buffer.from('{"id":42}'),
        headers: [
          { key: 'trace', value: Buffer.from('abc') },
          { key: 'hop', value: Buffer.from('1') },
          { key: 'hop', value: Buffer.from('2') },
        ],
      },
      producer: { clientId: 'api', producerId: -1, epoch: 0, sequence: 0 },
      compression: 'none',
    },
  ]);
});

test('bytes given out are copies: the log stays as it is', async () => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: 'kept' }] } } });
  broker.topic('orders').messages()[0]?.bytes.value?.fill(0);
  expect(broker.topic('orders').messages()).toMatchObject([{ value: 'kept' }]);
});

test.each([
  { given: { value: 'text' }, bytes: Buffer.from('text') },
  { given: { value: { id: 1 } }, bytes: Buffer.from('{"id":1}') },
  { given: { value: 42 }, bytes: Buffer.from('42') },
  { given: { value: Buffer.from([0, 255]) }, bytes: Buffer.from([0, 255]) },
  { given: { value: new Uint8Array([1, 2]) }, bytes: Buffer.from([1, 2]) },
  { given: { value: null }, bytes: null },
])('$given is written as $bytes', async ({ given, bytes }) => {
  const broker = await testBroker({ topics: ['orders'] });
  await broker.topic('orders').produce(given);
  expect(broker.topic('orders').messages()[0]?.bytes.value).toEqual(bytes);
});

test('headers are written as they are given', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await broker
    .topic('orders')
    .produce({ value: 'x', headers: { a: '1', b: ['2', Buffer.from('3')], __proto__: 'no' } });
  expect(broker.topic('orders').messages()[0]?.headers).toEqual({ a: '1', b: ['2', '3'] });
});

test.each<{ message: unknown; codec?: Codec; error: string }>([
  {
    message: 'text',
    error: `ERR_INVALID_MESSAGE: topic "orders", message 0: must be an object such as { key, value }, not 'text'`,
  },
  {
    message: {},
    error: 'ERR_INVALID_MESSAGE: topic "orders", message 0: value is undefined; give null for a tombstone',
  },
  { message: { valu: 1 }, error: `ERR_INVALID_MESSAGE: topic "orders", message 0 has no 'valu'; did you mean value?` },
  {
    message: { value: cyclic },
    error: expect.stringMatching(
      /^ERR_INVALID_MESSAGE: topic "orders", message 0: value cannot be written as JSON: Converting circular/,
    ),
  },
  {
    message: { value: 1n },
    error: expect.stringMatching(/^ERR_INVALID_MESSAGE: topic "orders", message 0: value cannot be written as JSON: /),
  },
  {
    message: { value: { rates: [1, Number.NaN] } },
    error:
      'ERR_INVALID_MESSAGE: topic "orders", message 0: value cannot be written as JSON: rates[1] is NaN, which would become null',
  },
  {
    message: { value: { total: { items: new Map([['tea', 1]]) } } },
    error:
      'ERR_INVALID_MESSAGE: topic "orders", message 0: value cannot be written as JSON: total.items is a Map, which would become {}; give Object.fromEntries() of it',
  },
  {
    message: { value: new Set([1]) },
    error:
      'ERR_INVALID_MESSAGE: topic "orders", message 0: value cannot be written as JSON: it is a Set, which would become {}; give an array of it',
  },
  {
    message: { value: () => 1 },
    error: 'ERR_INVALID_MESSAGE: topic "orders", message 0: value cannot be written as JSON: (function value)',
  },
  {
    message: { value: 1, partition: 9 },
    error:
      'ERR_INVALID_PARTITION: topic "orders", message 0: there is no partition 9; it has 1 partition, counted from 0',
  },
  {
    message: { value: 1, partition: -1 },
    error: 'ERR_INVALID_PARTITION: topic "orders", message 0: partition must be an integer of at least 0, not -1',
  },
  {
    message: { value: 1, timestamp: -1 },
    error:
      'ERR_INVALID_MESSAGE: topic "orders", message 0: timestamp must be a Date or ms since 1970, not before, not -1',
  },
  {
    message: { value: 1, timestamp: new Date(Number.NaN) },
    error:
      'ERR_INVALID_MESSAGE: topic "orders", message 0: timestamp must be a Date or ms since 1970, not before, not Invalid Date',
  },
  {
    message: { value: 1, headers: { a: 7 } },
    error:
      'ERR_INVALID_MESSAGE: topic "orders", message 0: header a must be a string, a Buffer or an array of them, not 7',
  },
  {
    message: { value: 1, headers: ['a'] },
    error: `ERR_INVALID_MESSAGE: topic "orders", message 0: headers must be an object of strings or Buffers, not ['a']`,
  },
  {
    message: { value: { id: 1 } },
    codec: 'string',
    error: `ERR_INVALID_MESSAGE: topic "orders", message 0: value must be a string or a Buffer under the codec 'string', not { id: 1 }`,
  },
  {
    message: { value: { id: 'x' } },
    codec: Order,
    error: `ERR_SCHEMA_MISMATCH: topic "orders", message 0: value { id: 'x' } does not fit the schema: id: expected a number`,
  },
  {
    message: { value: 1 },
    codec: { decode: String },
    error:
      'ERR_INVALID_MESSAGE: topic "orders", message 0: value cannot be written: the codec has no encode(); add it, or give a Buffer',
  },
])('$error', async ({ message, codec = 'auto', error }) => {
  const broker = await testBroker({ topics: { orders: { value: codec } } });
  const topic = broker.topic('orders' as string);
  expect((await failureOf(() => topic.produce(message as never))).message).toEqual(error);
});

test('nothing is written when one of several messages is wrong', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await failureOf(() => broker.topic('orders').produce({ value: 1 }, { value: undefined }));
  expect(broker.topic('orders').messages()).toEqual([]);
});

test('messages come in the order of their appends, over all partitions', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 3 } } });
  await broker
    .topic('orders')
    .produce(
      { value: 'a', partition: 2 },
      { value: 'b', partition: 0 },
      { value: 'c', partition: 2 },
      { value: 'd', partition: 1 },
    );
  expect(
    broker
      .topic('orders')
      .messages()
      .map(({ value, partition }) => [value, partition]),
  ).toEqual([
    ['a', 2],
    ['b', 0],
    ['c', 2],
    ['d', 1],
  ]);
});

test('keys decide on the partition as in kafkajs; without a key they take turns', async () => {
  const broker = await testBroker({ topics: { ours: { partitions: 5 }, theirs: { partitions: 5 } } });
  const keys = ['a', 'b', 'customer-1', 'customer-2', '42'];
  await broker.topic('ours').produce(...keys.map((key) => ({ key, value: key })));
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({ topic: 'theirs', messages: keys.map((key) => ({ key, value: key })) });
  const places = (name: string) =>
    new Map(
      broker
        .topic(name)
        .messages()
        .map(({ key, partition }) => [key as string, partition]),
    );
  expect(places('ours')).toEqual(new Map(keys.map((key) => [key, places('theirs').get(key)])));
  await broker.topic('theirs').produce(...Array.from({ length: 6 }, () => ({ value: 'x' })));
  expect(
    broker
      .topic('theirs')
      .messages({ match: { value: 'x' } })
      .map(({ partition }) => partition),
  ).toEqual([0, 1, 2, 3, 4, 0]);
});

test('many messages are split into batches that the topic takes', async () => {
  const broker = await testBroker({ topics: { orders: { config: { 'max.message.bytes': 2000 } } } });
  await broker.topic('orders').produce(...Array.from({ length: 50 }, () => ({ value: 'x'.repeat(500) })));
  expect(broker.topic('orders').messages()).toHaveLength(50);
});

test('what Kafka refuses is an error with its name', async () => {
  const broker = await testBroker({
    topics: {
      orders: { config: { 'max.message.bytes': 200 } },
      compacted: { config: { 'cleanup.policy': 'compact' } },
    },
  });
  expect(await failureOf(() => broker.topic('orders').produce({ value: 'x'.repeat(500) }))).toMatchObject({
    code: 'ERR_PRODUCE_FAILED',
    message: expect.stringContaining('MESSAGE_TOO_LARGE'),
  });
  expect(await failureOf(() => broker.topic('compacted').produce({ value: 'no key' }))).toMatchObject({
    code: 'ERR_PRODUCE_FAILED',
    message: expect.stringContaining('INVALID_RECORD'),
  });
});

test('a query picks by partition, key, match, offset and number', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 2 } } });
  const topic = broker.topic('orders');
  await topic.produce(
    { key: 'a', value: { id: 1, tags: ['x'] }, partition: 0 },
    { key: 'b', value: { id: 2, tags: ['x', 'y'] }, partition: 1 },
    { key: 'a', value: { id: 3, tags: [] }, partition: 0 },
  );
  const ids = (query: Parameters<typeof topic.messages>[0]) => topic.messages(query).map(({ value }) => value.id);
  expect(ids({ partition: 0 })).toEqual([1, 3]);
  expect(ids({ key: 'a' })).toEqual([1, 3]);
  expect(ids({ from: 1 })).toEqual([3]);
  expect(ids({ limit: 2 })).toEqual([1, 2]);
  expect(ids({ match: { value: { id: 2 } } })).toEqual([2]);
  expect(ids({ match: { value: { tags: ['x'] } } })).toEqual([1]);
  expect(ids({ match: { value: { id: expect.any(Number) }, key: expect.stringMatching(/b/) } })).toEqual([2]);
  expect(ids({ match: (message) => message.offset === 1 })).toEqual([3]);
  expect(ids({ match: expect.objectContaining({ partition: 1 }) })).toEqual([2]);
  expect(await topic.fetchMessages({ key: 'b' })).toEqual(topic.messages({ key: 'b' }));
});

test.each([
  {
    query: { offset: 1 },
    error:
      "ERR_INVALID_ARGUMENT: a message query has no 'offset'; known are partition, key, match, isolation, from, limit",
  },
  {
    query: { partition: 'a' },
    error: "ERR_INVALID_ARGUMENT: partition must be an integer from 0 to 2147483647, not 'a'",
  },
  { query: { limit: -1 }, error: 'ERR_INVALID_ARGUMENT: limit must be an integer of at least 0, not -1' },
  {
    query: { isolation: 'none' },
    error: "ERR_INVALID_ARGUMENT: isolation must be 'read_committed' or 'read_uncommitted', not 'none'",
  },
  { query: { match: { valu: 1 } }, error: "ERR_INVALID_MATCH: a message has no 'valu'; did you mean value?" },
  {
    query: { match: 'a' },
    error: "ERR_INVALID_MATCH: a match must be a function or an object such as { key: '42' }, not 'a'",
  },
])('$error', async ({ query, error }) => {
  const broker = await testBroker({ topics: ['orders'] });
  expect((await failureOf(() => broker.topic('orders').messages(query as never))).message).toBe(error);
});

test('a topic that does not exist reads as empty, and can be produced to if topics are created by themselves', async () => {
  const broker = await testBroker({ defaultPartitions: 2 });
  const topic = broker.topic('later');
  expect([topic.exists, topic.topicId, topic.partitions, topic.messages(), topic.config]).toEqual([
    false,
    '',
    [],
    [],
    {},
  ]);
  await topic.produce({ value: 1 });
  expect([topic.exists, topic.partitions.length, topic.messages().length]).toEqual([true, 2, 1]);
});

test('without auto-creation an unknown topic is an error that names those there are', async () => {
  const broker = await testBroker({ topics: ['orders', 'audit'], autoCreateTopics: false });
  expect((await failureOf(() => broker.topic('order').produce({ value: 1 }))).message).toBe(
    'ERR_UNKNOWN_TOPIC: topic "order" does not exist; did you mean "orders"? It is not created by itself: create it with createTopics()',
  );
  for (const call of [
    () => broker.topic('order').setConfig({}),
    () => broker.topic('order').addPartitions(2),
    () => broker.topic('order').deleteRecords(1),
    () => broker.topic('order').delete(),
  ]) {
    expect(await failureOf(call)).toMatchObject({ code: 'ERR_UNKNOWN_TOPIC' });
  }
});

test('a topic can be configured, grown, emptied and deleted', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const topic = broker.topic('orders');
  topic.setConfig({ 'max.message.bytes': 1234 });
  expect(topic.config['max.message.bytes']).toBe('1234');
  expect(await failureOf(() => topic.setConfig({ 'max.message.bytes': -5 }))).toMatchObject({
    code: 'ERR_INVALID_CONFIG',
  });
  topic.addPartitions(3);
  expect(topic.partitions).toHaveLength(3);
  expect(await failureOf(() => topic.addPartitions(2))).toMatchObject({ code: 'ERR_INVALID_PARTITION' });
  await topic.produce({ value: 1, partition: 0 }, { value: 2, partition: 0 }, { value: 3, partition: 1 });
  topic.deleteRecords(1, 0);
  expect(topic.messages().map(({ value }) => value)).toEqual(['2', '3']);
  topic.deleteRecords(100);
  expect([topic.messages(), topic.partitions[0]?.logStartOffset]).toEqual([[], 2]);
  expect(await failureOf(() => topic.deleteRecords(100, 0))).toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
  expect(await failureOf(() => topic.deleteRecords(0, 9))).toMatchObject({ code: 'ERR_INVALID_PARTITION' });
  await topic.delete();
  expect(broker.topics).toEqual([]);
});

test('createTopics takes what the option topics takes', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await broker.createTopics({ audit: { partitions: 2, value: 'bytes', messages: [{ value: 'x' }] } });
  expect(broker.topic('audit').messages()).toMatchObject([{ value: Buffer.from('x') }]);
  expect(await failureOf(() => broker.createTopics(['orders']))).toMatchObject({ code: 'ERR_TOPIC_EXISTS' });
  await broker.createTopics(['a.b']);
  expect(await failureOf(() => broker.createTopics(['a_b']))).toMatchObject({ code: 'ERR_TOPIC_REFUSED' });
});

test('a thousand topics are created at once', async () => {
  const names = Array.from({ length: 1000 }, (_, index) => `topic-${index}`);
  const broker = await testBroker({ topics: names });
  expect(broker.topics.map(({ name }) => name)).toEqual(names);
});

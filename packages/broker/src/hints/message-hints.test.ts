import { expect, test } from 'vitest';
import { hintsOf, testBroker } from '../../test/broker.ts';
import { connectedProducer, kafkaOf, runConsumer } from '../../test/kafkajs.ts';
import type { Codec, MessageMatch, ProduceMessage } from '../types/message.ts';

const FRAMED = Buffer.concat([Buffer.from([0, 0, 0, 0, 7]), Buffer.from('{"id":1}')]);

test.each<{ name: string; value?: Codec; message: ProduceMessage; match: MessageMatch; otherwise: string[] }>([
  {
    name: 'a number is text as long as nobody says that it is JSON',
    message: { value: 42 },
    match: { value: 42 },
    otherwise: ["orders[0]@0 would match if its value were read as 'json'; under 'auto' it is '42'."],
  },
  {
    name: 'JSON is awaited as text',
    message: { value: { id: 1 } },
    match: { value: '{"id":1}' },
    otherwise: ["orders[0]@0 would match if its value were read as 'string'; under 'auto' it is { id: 1 }."],
  },
  {
    name: 'the topic says that its values are text',
    value: 'string',
    message: { value: '{"id":1}' },
    match: { value: { id: 1 } },
    otherwise: [`orders[0]@0 would match if its value were read as 'auto'; under 'string' it is '{"id":1}'.`],
  },
  {
    name: 'a key that is a number',
    message: { key: 7, value: 'x' },
    match: { key: 7 },
    otherwise: ["orders[0]@0 would match if its key were read as 'json'; under 'auto' it is '7'."],
  },
  {
    name: 'a key and a value',
    message: { key: 7, value: 8 },
    match: { key: 7, value: 8 },
    otherwise: [
      "orders[0]@0 would match if its key were read as 'json'; under 'auto' it is '7', and its value were read as 'json'; under 'auto' it is '8'.",
    ],
  },
  {
    name: 'what was stringified twice',
    message: { value: JSON.stringify(JSON.stringify({ id: 1 })) },
    match: ({ value }) => value.id === 1,
    otherwise: [
      String.raw`orders[0]@0 would match if its value were read as JSON inside a JSON string, as it was stringified twice; under 'auto' it is '"{\\"id\\":1}"'.`,
    ],
  },
  {
    name: "a schema registry's frame",
    message: { value: FRAMED },
    match: { value: { id: 1 } },
    otherwise: [
      expect.stringMatching(/^orders\[0\]@0 would match if its value were read as JSON behind the 5 bytes of a schema/),
    ],
  },
  {
    name: 'what cannot be read at all under the codec of the topic',
    value: 'json',
    message: { value: Buffer.from('plain') },
    match: { value: 'plain' },
    otherwise: ["orders[0]@0 would match if its value were read as 'auto'; under 'json' it cannot be read."],
  },
  { name: 'another value is another value', message: { value: { id: 2 } }, match: { value: { id: 1 } }, otherwise: [] },
])('decoded-differently: $name', async ({ value = 'auto', message, match, otherwise }) => {
  const broker = await testBroker({ topics: { orders: { value, messages: [message] } }, waitTimeout: 10 });
  expect(await hintsOf('decoded-differently', () => broker.topic('orders').waitForMessage(match))).toEqual(otherwise);
});

test('other-partition: where the key belongs', async () => {
  const messages = [{ key: 'ana', value: 'x' }];
  const broker = await testBroker({ topics: { orders: { partitions: 3, messages } }, waitTimeout: 10 });
  const [{ partition = -1 } = {}] = broker.topic('orders').messages();
  const wrong = (partition + 1) % 3;
  const wait = (): Promise<unknown> => broker.topic('orders').waitForMessage({ key: 'ana', partition: wrong });
  expect(await hintsOf('other-partition', wait)).toEqual([
    `orders[${partition}]@0 matches, but for its partition: ${wrong} was awaited. Its key belongs there: of its hash comes partition ${partition} of 3 partitions.`,
  ]);
});

test.each([
  {
    name: 'a producer that partitions in its own way',
    key: 'ana',
    advice:
      /^orders\[(\d)\]@0 matches, .* Kafka's own clients would have taken partition \d of 3 partitions for its key: its producer partitions in another way\.$/,
  },
  { name: 'no key', key: null, advice: /It has no key, so its producer chose the partition\.$/ },
])('other-partition: $name', async ({ key, advice }) => {
  const seeded = [{ key: 'ana', value: 'x' }];
  const probe = await testBroker({ topics: { orders: { partitions: 3, messages: seeded } } });
  const [{ partition: usual = -1 } = {}] = probe.topic('orders').messages();
  const broker = await testBroker({ topics: { orders: { partitions: 3 } }, waitTimeout: 10 });
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({ topic: 'orders', messages: [{ key, value: 'x', partition: (usual + 1) % 3 }] });
  expect(
    await hintsOf('other-partition', () => broker.topic('orders').waitForMessage({ value: 'x', partition: usual })),
  ).toEqual([expect.stringMatching(advice)]);
});

test('other-partition: a commit is awaited where there is nothing', async () => {
  const messages = [{ value: 'x', partition: 0 }];
  const broker = await testBroker({ topics: { orders: { partitions: 2, messages } }, waitTimeout: 10 });
  const group = broker.group('billing');
  const commitOf = (partition: number) => () => group.waitForCommit({ topic: 'orders', partition, offset: 1 });
  expect(await hintsOf('other-partition', commitOf(1))).toEqual([
    "orders[1] is empty; the messages are in orders[0] (1 message). A message's key decides where it goes.",
  ]);
  expect(await hintsOf('other-partition', commitOf(0))).toEqual([]);
});

test('headers-differ: all but the headers is as awaited', async () => {
  const messages = [{ key: 'a', value: 'x', headers: { trace: '1' } }];
  const broker = await testBroker({ topics: { orders: { messages } }, waitTimeout: 10 });
  const wait = (headers: Record<string, string>) => () => broker.topic('orders').waitForMessage({ key: 'a', headers });
  expect(await hintsOf('headers-differ', wait({ trace: '2' }))).toEqual([
    "orders[0]@0 matches, but for its headers, which are { trace: '1' }.",
  ]);
});

test('tombstone: the key is there, the value is null', async () => {
  const messages = [{ key: 'a', value: null }];
  const broker = await testBroker({ topics: { orders: { messages } }, waitTimeout: 10 });
  const wait = (match: MessageMatch) => () => broker.topic('orders').waitForMessage(match);
  expect(await hintsOf('tombstone', wait({ key: 'a', value: { id: 1 } }))).toEqual([
    'orders[0]@0 has no value: it is a tombstone. Was it sent with a value of null or undefined?',
  ]);
  expect(await hintsOf('tombstone', wait({ key: 'b', value: { id: 1 } }))).toEqual([]);
});

test('message-elsewhere: in a topic of quite another name', async () => {
  const broker = await testBroker({ topics: ['orders', 'audit'], waitTimeout: 10 });
  const producer = await connectedProducer(kafkaOf(broker, 'api'));
  await producer.send({ topic: 'audit', messages: [{ value: '{"id":42}' }] });
  const wait = (): Promise<unknown> => broker.topic('orders').waitForMessage({ value: { id: 42 } });
  expect(await hintsOf('message-elsewhere', wait)).toEqual([
    'Topic "audit" holds 1 matching message, by client "api".',
  ]);
  await runConsumer(kafkaOf(broker, 'worker'), { groupId: 'billing', topics: ['audit'] });
  await broker.group('billing').waitUntilReady({ timeout: 4000 });
  expect(await hintsOf('message-elsewhere', wait)).toEqual([
    'Topic "audit" holds 1 matching message, by client "api"; group "billing" reads it, so it may be the input.',
  ]);
});

test('message-elsewhere: not what the test has written for others to work on', async () => {
  const broker = await testBroker({ topics: { 'orders.in': {}, invoices: {} }, waitTimeout: 10 });
  await broker.topic('orders.in').produce({ value: { id: 42 } });
  expect(
    await hintsOf('message-elsewhere', () => broker.topic('invoices').waitForMessage({ value: { id: 42 } })),
  ).toEqual([]);
});

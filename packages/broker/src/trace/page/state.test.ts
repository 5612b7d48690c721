import { expect, test } from 'vitest';
import { expectLine, produceLine } from '@testka/viewer/test-lines';
import type { StateData, TopicData, TraceData } from '@testka/viewer/data';
import { testBroker } from '../../../test/broker.ts';
import { connectedProducer, kafkaOf, runConsumer } from '../../../test/kafkajs.ts';
import { dataIn } from '../../../test/trace-page.ts';
import type { Broker } from '../../index.ts';
import { toHaveMessage } from '../../matching/index.ts';
import { subjectOf } from '../../matching/subject.ts';
import { beginTrace, type TestIdentity } from '../keep-trace.ts';
import { pageHtml } from './html.ts';
import { pageData } from './page-data.ts';

const IDENTITY: TestIdentity = { name: 'orders are kept', file: undefined };

function htmlOf(broker: unknown, identity?: TestIdentity): string {
  const context = subjectOf(broker)?.context;
  if (context === undefined) throw new Error('it is a broker');
  return pageHtml({ script: '', style: '' }, pageData(context, identity));
}

function traceOf(broker: unknown, identity?: TestIdentity): TraceData {
  return dataIn(htmlOf(broker, identity));
}

function stateOf(broker: unknown): StateData {
  const [state] = traceOf(broker).states;
  if (state === undefined) throw new Error('there is always one');
  return state;
}

function topicOf(broker: unknown, name: string): TopicData {
  const topic = stateOf(broker).topics.find((each) => each.name === name);
  if (topic === undefined) throw new Error(`${name} is not there`);
  return topic;
}

const text = (value: string, $ = 'text'): object => ({ $, size: value.length, value, isCut: false });

/** A line of a test, run with the real check behind toHaveMessage(). */
async function run(broker: Broker, line: string): Promise<void> {
  const expectTopic = (topic: unknown) => ({
    toHaveMessage: async (match: never) => {
      const subject = subjectOf(topic);
      if (subject === undefined) throw new Error('it is a topic');
      expect(await toHaveMessage(subject, false, match)).toMatchObject({ ok: true });
    },
  });
  const AsyncFunction = run.constructor as new (...parts: string[]) => (...given: unknown[]) => Promise<void>;
  await new AsyncFunction('broker', 'expect', line)(broker, expectTopic);
}

test('topics have their messages, newest first over all partitions, with who has written them', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 2 }, audit: { partitions: 1 } } });
  const producer = await connectedProducer(kafkaOf(broker, 'api'));
  await producer.send({ topic: 'orders', messages: [{ partition: 1, key: '1', value: '{"id":1}' }] });
  await producer.send({ topic: 'orders', messages: [{ partition: 0, value: 'two', headers: { source: 'web' } }] });
  await broker.topic('orders').produce({ partition: 1, value: Buffer.from([0, 255]) });
  const { topics } = stateOf(broker);
  expect(topics.map(({ name, partitions }) => ({ name, partitions }))).toEqual([
    {
      name: 'orders',
      partitions: [
        { logStartOffset: 0, logEndOffset: 1, count: 1 },
        { logStartOffset: 0, logEndOffset: 2, count: 2 },
      ],
    },
    { name: 'audit', partitions: [{ logStartOffset: 0, logEndOffset: 0, count: 0 }] },
  ]);
  const openedBy = expect.stringMatching(/test\/kafkajs\.ts:\d+$/);
  expect(topicOf(broker, 'orders').messages).toMatchObject([
    {
      partition: 1,
      offset: 1,
      key: null,
      value: { $: 'hex', value: '00ff' },
      headers: [],
      clientId: null,
      openedBy: null,
    },
    {
      partition: 0,
      offset: 0,
      key: null,
      value: text('two'),
      headers: [{ key: 'source', value: text('web') }],
      clientId: 'api',
      openedBy,
    },
    { partition: 1, offset: 0, key: text('1'), value: text('{"id":1}', 'json'), clientId: 'api', openedBy },
  ]);
});

test('of many messages the newest 200 are there, out of many batches or one, and of deleted ones none', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 1 }, single: { partitions: 1 } } });
  const messages = Array.from({ length: 250 }, (_each, index) => ({ value: `${index}` }));
  await broker.topic('orders').produce(...messages);
  for (const message of messages) await broker.topic('single').produce(message);
  const newest = Array.from({ length: 200 }, (_each, index) => 249 - index);
  expect(topicOf(broker, 'orders').messages.map(({ offset }) => offset)).toEqual(newest);
  expect(topicOf(broker, 'single').messages.map(({ offset }) => offset)).toEqual(newest);
  broker.topic('orders').deleteRecords(248);
  expect(topicOf(broker, 'orders').messages.map(({ offset }) => offset)).toEqual([249, 248]);
});

test('what is copied is a test that passes, and produces what was there', async () => {
  const codecs = {
    text: { value: 'string' },
    bytes: { value: 'bytes' },
    json: { value: 'json' },
    own: { value: { decode: (bytes: Buffer) => ({ amount: bytes.length }), encode: () => Buffer.alloc(3) } },
  } as const;
  const broker: Broker = await testBroker({ topics: { orders: {}, ...codecs } });
  const values = [
    '{"id":42,"it\'s":["\\u2028",null]}',
    ' {"id":1}',
    '',
    '\u0000\u0001',
    '\ufeff',
    '"quoted" \\ \n',
    '{"__proto__":{"a":1}}',
  ];
  for (const value of [...values, null, Buffer.from([0, 255])])
    await broker.topic('orders').produce({ key: '4', value, headers: { a: ['1', '{"b":2}'], b: "it's" } });
  await broker.topic('text').produce({ value: '{"id":42}' });
  await broker.topic('bytes').produce({ value: 'text' });
  await broker.topic('json').produce({ value: '42' });
  await broker.topic('own').produce({ value: { amount: 3 } });
  const copies: Broker = await testBroker({ topics: { orders: {}, ...codecs } });
  let count = 0;
  for (const { name, messages } of stateOf(broker).topics) {
    for (const message of messages) {
      await run(broker, expectLine(name, message));
      await run(copies, produceLine(name, message) ?? '');
      await run(copies, expectLine(name, message));
      const { bytes } = copies.topic(name).messages().at(-1) ?? {};
      const before = broker.topic(name).messages({ from: message.offset, limit: 1 })[0]?.bytes;
      // The decoder of the user's stands for its bytes; JSON may have had blanks.
      if (name !== 'own' && message.value !== null) expect(bytes?.headers).toEqual(before?.headers);
      count += 1;
    }
  }
  expect(count).toBe(13);
});

test('what a codec cannot read, or JSON not say, is told of in words, and by its place', async () => {
  const read = (bytes: Buffer): unknown => {
    if (bytes.length > 4) throw new Error('too long');
    return { at: new Date(0) };
  };
  const broker = await testBroker({ topics: { orders: { partitions: 1, value: { decode: read } } } });
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({ topic: 'orders', messages: [{ value: 'poison' }, { value: 'date' }] });
  const [date, poison] = topicOf(broker, 'orders').messages;
  expect([date?.value, poison?.value]).toEqual([
    '{ at: 1970-01-01T00:00:00.000Z }',
    "ERR_DECODE: orders[0]@0: the value cannot be read: decode() failed: too long; see message.bytes under the codec 'bytes': poison",
  ]);
  expect(date && expectLine('orders', date)).toBe(
    "await expect(broker.topic('orders')).toHaveMessage({ key: null, partition: 0, offset: 1 });",
  );
});

test('a group has its members, whether they are ready, and where it stands', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 2 } } });
  await broker.topic('orders').produce({ partition: 0, value: 'a' }, { partition: 0, value: 'b' });
  await runConsumer(kafkaOf(broker, 'worker'), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilCaughtUp();
  await broker.topic('orders').produce({ partition: 1, value: 'c' });
  broker.inject({ api: 'Fetch', delay: 1000 });
  expect(stateOf(broker).groups).toEqual([
    {
      groupId: 'billing',
      type: 'classic',
      state: 'Stable',
      generation: 1,
      assignor: 'RoundRobinAssigner',
      members: [
        {
          memberId: expect.stringMatching(/^worker-/),
          clientId: 'worker',
          openedBy: expect.stringMatching(/test\/kafkajs\.ts:\d+$/),
          assignment: 'orders[0, 1]',
          isReady: true,
        },
      ],
      offsets: expect.arrayContaining([
        { topic: 'orders', partition: 0, committed: 2, end: 2, lag: 0 },
        { topic: 'orders', partition: 1, committed: null, end: 1, lag: 1 },
      ]),
    },
  ]);
});

test('a page that is made after a reset has what was before it, and what is now', async () => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: 'first' }] } } });
  const producer = await connectedProducer(kafkaOf(broker, 'api'));
  await producer.send({ topic: 'orders', messages: [{ value: 'second' }] });
  await producer.send({ topic: 'extra', messages: [{ value: 'third' }] });
  broker.inject({ api: 'Produce', topic: 'nothing', error: 'NOT_ENOUGH_REPLICAS', times: 1 });
  await broker.reset();
  await broker.reset();
  const { states, problems } = traceOf(broker);
  const told = states.map(({ name, topics }) => [
    name,
    topics.map((topic) => [topic.name, topic.messages.map(({ value }) => (value as { value: string }).value)]),
  ]);
  expect(told).toEqual([
    [
      'Before reset()',
      [
        ['orders', ['second', 'first']],
        ['extra', ['third']],
      ],
    ],
    ['At the end', [['orders', ['first']]]],
  ]);
  expect(problems.map(({ kind, text }) => `${kind}: ${text.split('\n')[0]}`)).toContainEqual(
    expect.stringMatching(
      /^fault: fault Produce of nothing → NOT_ENOUGH_REPLICAS was never hit before reset\(\) removed it/,
    ),
  );
  // The test goes on: what it does now comes first.
  await producer.send({ topic: 'orders', messages: [{ value: 'fourth' }] });
  expect(traceOf(broker).states.map(({ name }) => name)).toEqual(['At the end', 'Before reset()']);
});

test('a second reset, before which clients have asked but nothing was written, takes nothing away', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  beginTrace(broker, IDENTITY);
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({ topic: 'orders', messages: [{ value: 'first' }] });
  await broker.reset();
  await connectedProducer(kafkaOf(broker));
  await broker.reset();
  expect(topicOf(broker, 'orders').messages).toMatchObject([{ value: { value: 'first' } }]);
});

test('a group whose members a reset leaves alone has each rebalance once', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await runConsumer(kafkaOf(broker, 'worker'), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady({ members: 1 });
  await broker.reset();
  expect(broker.group('billing').members).toHaveLength(1);
  expect(traceOf(broker).groups.map(({ rebalances }) => rebalances.map(({ generation }) => generation))).toEqual([[1]]);
});

test('what was before the last reset but one is gone, as its requests are', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker));
  for (const value of ['first', 'second']) {
    await producer.send({ topic: 'orders', messages: [{ value }] });
    await broker.reset();
  }
  expect(htmlOf(broker)).not.toContain('first');
  expect(topicOf(broker, 'orders').messages).toMatchObject([{ value: { value: 'second' } }]);
});

test('of a view only what came since is told', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await broker.topic('orders').produce({ value: 'before' });
  const view = broker.fromNow();
  await broker.topic('orders').produce({ value: 'since' });
  expect(topicOf(view, 'orders').messages).toMatchObject([{ value: { value: 'since' } }]);
});

test('where messages are on no page, they are not in its topics either', async () => {
  const broker = await testBroker({ topics: ['orders'], trace: { values: false } });
  await broker.topic('orders').produce({ key: 'customer-7', value: { iban: 'x' }, headers: { source: 'secret' } });
  await broker.reset();
  const [message] = topicOf(broker, 'orders').messages;
  expect(message).toMatchObject({
    key: '(left out: 10 bytes)',
    value: '(left out: 12 bytes)',
    headers: [{ key: 'source', value: '(left out: 6 bytes)' }],
  });
  expect(htmlOf(broker)).not.toMatch(/customer-7|iban|secret/);
});

test('problems are counted in the title: hints, warnings, what is left open once the test is over, faults', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  expect(htmlOf(broker, IDENTITY)).toContain('<title>orders are kept</title>');
  await connectedProducer(kafkaOf(broker, 'api'));
  broker.inject({ api: 'Produce', error: 'NOT_ENOUGH_REPLICAS', times: 1 });
  expect(traceOf(broker).problems.map(({ kind }) => kind)).toEqual(['fault']);
  const { problems } = traceOf(broker, IDENTITY);
  expect(problems.map(({ kind, text }) => `${kind}: ${text.split(',')[0]}`)).toEqual([
    'leftover: client "api"',
    'fault: fault Produce → NOT_ENOUGH_REPLICAS was never hit',
  ]);
  expect(htmlOf(broker, IDENTITY)).toContain('<title>(2) orders are kept</title>');
});

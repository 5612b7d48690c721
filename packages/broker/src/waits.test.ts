import { FetchRequest, HeartbeatRequest, ListOffsetsRequest, ZERO_UUID } from '@testka/protocol';
import { expect, test } from 'vitest';
import { failureOf, settled, testBroker } from '../test/broker.ts';
import { connectedProducer, kafkaOf, runConsumer } from '../test/kafkajs.ts';
import type { Broker } from './index.ts';
import { RawClient, requestFrame } from '../test/raw-client.ts';

async function reportOf(wait: () => Promise<unknown>): Promise<string> {
  return settled((await failureOf(wait)).message);
}

test('a message that is there already resolves at once', async () => {
  const broker = await testBroker({ topics: { orders: { messages: [{ key: 'a', value: { id: 1 } }] } } });
  expect(await broker.topic('orders').waitForMessage()).toMatchObject({ key: 'a', value: { id: 1 } });
});

test('a message that comes later resolves the wait', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const waiting = broker.topic('orders').waitForMessage({ value: { id: 2 } });
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({ topic: 'orders', messages: [{ value: '{"id":1}' }, { value: '{"id":2,"more":true}' }] });
  expect(await waiting).toMatchObject({ offset: 1, value: { id: 2, more: true } });
});

test('a wait may come before its topic', async () => {
  const broker = await testBroker();
  const waiting = broker.topic('orders').waitForMessage();
  await broker.topic('orders').produce({ value: 'x' });
  expect(await waiting).toMatchObject({ value: 'x' });
});

test('several messages come in append order, and no more than asked for', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 3 } } });
  const waiting = broker.topic('orders').waitForMessages(3, { headers: { kind: 'a' } });
  for (const value of ['1', '2', '3', '4']) {
    await broker.topic('orders').produce({ value, headers: { kind: 'a' } }, { value: 'no' });
  }
  expect((await waiting).map(({ value }) => value)).toEqual(['1', '2', '3']);
});

test('each message is looked at once', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const seen: unknown[] = [];
  const waiting = broker.topic('orders').waitForMessage(({ value }) => seen.push(value) > 2);
  for (const value of ['1', '2', '3']) await broker.topic('orders').produce({ value });
  await waiting;
  expect(seen).toEqual(['1', '2', '3']);
});

test('a reset in between begins anew: what was found before is gone', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const waiting = broker.topic('orders').waitForMessages(2);
  await broker.topic('orders').produce({ value: 'old' });
  await Promise.resolve();
  await broker.reset();
  await broker.topic('orders').produce({ value: 'a' }, { value: 'b' });
  expect((await waiting).map(({ value }) => value)).toEqual(['a', 'b']);
});

test('a predicate that throws ends the wait with its error', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const waiting = failureOf(() => broker.topic('orders').waitForMessage(({ value }) => value.id.deep === 1));
  await broker.topic('orders').produce({ value: 'x' });
  expect(await waiting).toBeInstanceOf(TypeError);
});

test('a signal ends the wait with its reason', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const controller = new AbortController();
  const waiting = failureOf(() => broker.topic('orders').waitForMessage(undefined, { signal: controller.signal }));
  const reason = new Error('enough');
  controller.abort(reason);
  expect(await waiting).toBe(reason);
  expect(await failureOf(() => broker.topic('orders').waitForMessage(undefined, { signal: controller.signal }))).toBe(
    reason,
  );
});

test.each([
  { wait: { timeout: -1 }, error: 'ERR_INVALID_ARGUMENT: timeout must be a number of ms, not -1' },
  { wait: { timeout: 'long' }, error: "ERR_INVALID_ARGUMENT: timeout must be a number of ms, not 'long'" },
])('$error', async ({ wait, error }) => {
  const broker = await testBroker({ topics: ['orders'] });
  expect((await failureOf(() => broker.topic('orders').waitForMessage(undefined, wait as never))).message).toBe(error);
});

test('the limit is waitTimeout, or that of the call', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 20 });
  expect((await failureOf(() => broker.topic('orders').waitForMessage())).message).toContain('within 20 ms');
  expect((await failureOf(() => broker.topic('orders').waitForMessage(undefined, { timeout: 10 }))).message).toContain(
    'within 10 ms',
  );
});

test('the error has its data and the stack of the call', async () => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: { id: 1 } }] } } });
  const error = await failureOf(() => broker.topic('orders').waitForMessage({ value: { id: 2 } }, { timeout: 10 }));
  expect(error).toMatchObject({
    name: 'WaitTimeoutError',
    code: 'ERR_WAIT_TIMEOUT',
    expected: { value: { id: 2 } },
    actual: [{ value: { id: 1 } }],
    report: error.message,
  });
  expect(error.stack?.split('\n    at ')[1]).toContain('waits.test.ts');
});

test('nobody has connected', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 10 });
  expect(await reportOf(() => broker.topic('orders').waitForMessage())).toMatchInlineSnapshot(`
    "topic "orders": no message within 0 ms

      Hints
      • No client has connected to this broker. Is the application started, and does it use broker.bootstrapServers? [no-client]"
  `);
});

test('another message came, and the right one went to a topic with a similar name', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 10 });
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({ topic: 'orders', messages: [{ key: '41', value: '{"id":41,"item":"tea"}' }] });
  await producer.send({ topic: 'order', messages: [{ key: '42', value: '{"id":42,"item":"tea"}' }] });
  const report = await reportOf(() =>
    broker.topic('orders').waitForMessage({ key: '42', value: { id: 42, item: 'tea' } }),
  );
  expect(report.split('\n\n  Last requests')[0]?.replace(/kafkajs\.ts:\d+/, 'kafkajs.ts:0')).toMatchInlineSnapshot(`
    "topic "orders": no message matching { key: '42', value: { id: 42, item: 'tea' } } within 0 ms; 1 other arrived

      Closest: orders[0]@0, 0 ms ago, client "api" (packages/broker/test/kafkajs.ts:0)
        - Expected   + Received
        - key: '42'
        + key: '41'
          value:
        -   id: 42
        +   id: 41

      Hints
      • Topic "order" was auto-created 0 ms ago by client "api" and holds 1 matching message. Typo? [similar-topic]"
  `);
});

test('the last requests are shown, without heartbeats and empty fetches', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 10 });
  const client = await RawClient.connect(broker.bootstrapServers);
  const fetched = { partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 };
  const fetch = requestFrame('Fetch', FetchRequest, 11, {
    replicaId: -1,
    maxWaitMs: 0,
    minBytes: 1,
    topics: [{ topic: 'orders', topicId: ZERO_UUID, partitions: [fetched] }],
    forgottenTopicsData: [],
  });
  const listed = { partitionIndex: 0, timestamp: -1 };
  client.write(
    requestFrame('ListOffsets', ListOffsetsRequest, 7, {
      replicaId: -1,
      isolationLevel: 0,
      topics: [{ name: 'orders', partitions: [listed] }],
      timeoutMs: 1000,
    }),
  );
  client.write(fetch);
  client.write(requestFrame('Heartbeat', HeartbeatRequest, 4, { groupId: 'billing', generationId: 1, memberId: 'me' }));
  for (let answers = 0; answers < 3; answers++) await client.frame();
  await broker.topic('orders').produce({ value: 'x' });
  client.write(fetch);
  await client.frame();
  const report = await reportOf(() => broker.topic('orders').waitForMessage({ value: 'y' }));
  expect(report.slice(report.indexOf('  Last requests'))).toMatchInlineSnapshot(`
    "  Last requests (1 heartbeats and empty fetches left out)
        +0.000  raw  ListOffsets v7  orders[0] latest  → offset 0           0 ms
        +0.000  raw  Heartbeat v4    billing           → UNKNOWN_MEMBER_ID  0 ms
        +0.000  raw  Fetch v11       orders[0]@0       → 1 record           0 ms"
  `);
});

test('a predicate has nothing to compare with: the last messages are shown', async () => {
  const broker = await testBroker({
    topics: { orders: { messages: [{ key: 'a', value: { id: 1 } }] } },
    waitTimeout: 10,
  });
  expect(await reportOf(() => broker.topic('orders').waitForMessage((message) => message.value.id === 42)))
    .toMatchInlineSnapshot(`
      "topic "orders": no message matching (message) => message.value.id === 42 within 0 ms; 1 other arrived

        Last messages
          orders[0]@0, 0 ms ago, by the test: key 'a', value { id: 1 }"
    `);
});

test('too few came', async () => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: 1 }] } }, waitTimeout: 10 });
  expect(await reportOf(() => broker.topic('orders').waitForMessages(3))).toMatch(
    /^topic "orders": 1 of 3 messages within/,
  );
});

test('the topic does not exist', async () => {
  const broker = await testBroker({ topics: ['orders', 'audit'], waitTimeout: 10 });
  expect(await reportOf(() => broker.topic('Orders').waitForMessage())).toMatchInlineSnapshot(`
    "topic "Orders": no message within 0 ms

      Hints
      • Topic "Orders" does not exist; there are orders, audit. [topic-missing]
      • Topic "orders" holds 0 messages. Typo? [similar-topic]
      • No client has connected to this broker. Is the application started, and does it use broker.bootstrapServers? [no-client]"
  `);
});

test('a message that cannot be read is told of', async () => {
  const broker = await testBroker({
    topics: { orders: { value: 'json', messages: [{ value: Buffer.from('{no') }] } },
    waitTimeout: 10,
  });
  expect(await reportOf(() => broker.topic('orders').waitForMessage({ value: { id: 1 } }))).toContain(
    "Unreadable: orders[0]@0: the value cannot be read: '{no' is not JSON",
  );
});

test('nobody is in the group', async () => {
  const broker = await testBroker({ waitTimeout: 10 });
  expect(await reportOf(() => broker.group('billing').waitUntilReady())).toMatchInlineSnapshot(`
    "group "billing": not ready within 0 ms; it has 0 of 1 member

      Group "billing" does not exist: nobody has joined it or committed for it.

      Hints
      • No client has connected to this broker. Is the application started, and does it use broker.bootstrapServers? [no-client]
      • Nobody is in group "billing"; there are no other groups. [group-never-joined]"
  `);
});

test('too few members', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady();
  expect(await reportOf(() => broker.group('billing').waitUntilReady({ members: 2, timeout: 10 }))).toMatch(
    /^group "billing": not ready within 0 ms; it has 1 of 2 members\n/,
  );
});

test('the commit did not come', async () => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: 1 }] } } });
  await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilCaughtUp();
  expect(
    await reportOf(() => broker.group('billing').waitForCommit({ topic: 'orders', offset: 5 }, { timeout: 10 })),
  ).toMatch(/^group "billing": offset 5 of orders\[0\] not committed within 0 ms; committed is 1\n/);
});

test.each<{ name: string; wait: (broker: Broker, limit: { timeout: number }) => Promise<unknown> }>([
  { name: 'waitForMessage', wait: (broker, limit) => broker.topic('audit').waitForMessage(undefined, limit) },
  { name: 'waitForMessages', wait: (broker, limit) => broker.topic('audit').waitForMessages(2, undefined, limit) },
  { name: 'waitUntilReady', wait: (broker, limit) => broker.group('audit').waitUntilReady(limit) },
  { name: 'waitUntilCaughtUp', wait: (broker, limit) => broker.group('audit').waitUntilCaughtUp(limit) },
  {
    name: 'waitForCommit',
    wait: (broker, limit) => broker.group('audit').waitForCommit({ topic: 'orders', offset: 9 }, limit),
  },
  { name: 'waitForIdle', wait: (broker, limit) => broker.waitForIdle(limit) },
  { name: 'waitForRequest', wait: (broker, limit) => broker.trace.waitForRequest({ api: 'CreateTopics' }, limit) },
  {
    name: 'waitForHit',
    wait: (broker, limit) => broker.inject({ api: 'CreateTopics', observe: true }).waitForHit(1, limit),
  },
  { name: 'arrived', wait: (broker, limit) => broker.hold({ api: 'CreateTopics' }).arrived(limit) },
])('$name has hints and the last requests in its report', async ({ wait }) => {
  const broker = await testBroker({ topics: { orders: { config: { 'max.message.bytes': 100 } } } });
  const producer = await connectedProducer(kafkaOf(broker));
  await failureOf(() => producer.send({ topic: 'orders', messages: [{ value: 'x'.repeat(500) }] }));
  const error = await failureOf(() => wait(broker, { timeout: 10 }));
  expect(error).toMatchObject({
    code: 'ERR_WAIT_TIMEOUT',
    hints: expect.arrayContaining([{ code: 'produce-failed', text: expect.stringContaining('MESSAGE_TOO_LARGE') }]),
    message: expect.stringMatching(/\n {2}Last requests.*\n.* api {2}.*Produce v7 .*→ MESSAGE_TOO_LARGE /s),
  });
});

test('explain() of a broker that is closed says so, and nothing of clients that have not come', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await broker.close();
  expect(broker.explain()).toMatch(/^ERR_BROKER_CLOSED: .*; this is how it ended\n/);
  expect(broker.explain()).not.toContain('[no-client]');
});

test('explain() says what there is', async () => {
  const broker = await testBroker({
    topics: { orders: { messages: [{ value: 1 }] } },
    config: { 'log.retention.ms': 1 },
  });
  await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilCaughtUp();
  expect(settled(broker.explain()).replaceAll(broker.bootstrapServers, '<address>').split('\nLast requests')[0])
    .toMatchInlineSnapshot(`
    "Broker 1 on <address>

    Clients
      "api": 2 connections

    Topics
      orders: 1 partition, 1 message

    Group "billing" is Stable, generation 1, with 1 member
      member api-<uuid> (client "api"): ready, owns orders[0]

    Warnings
    • all brokers: log.retention.ms=1 is stored and shown, but Testka does not delete old records yet
    "
  `);
});

import { connect } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { failureOf, testBroker } from '../../test/broker.ts';
import { connectedProducer, kafkaOf, runConsumer } from '../../test/kafkajs.ts';
import type { Broker } from '../index.ts';
import { sourceLineOf } from './source-line.ts';

afterEach(() => vi.restoreAllMocks());

const HERE = /src\/leftovers\/leftovers\.test\.ts:\d+$/;
const HELPER = /test\/kafkajs\.ts:\d+$/;

test('a client that is still connected is named with the line that opened it', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = kafkaOf(broker).producer();
  await producer.connect();
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  const [leftover, ...others] = broker.leftovers();
  expect(others).toEqual([]);
  expect(leftover).toEqual({
    kind: 'connection',
    clientId: 'api',
    openedBy: expect.stringMatching(HERE),
    description: `client "api", kafkajs is still connected, opened at ${leftover?.openedBy}`,
  });
  expect(broker.connections).toMatchObject([{ clientId: 'api', openedBy: leftover?.openedBy }]);
  await producer.disconnect();
  expect(broker.leftovers()).toEqual([]);
});

test('who produced a message is known when its client is long gone, and its port may be of another', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = kafkaOf(broker).producer();
  await producer.connect();
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  await producer.disconnect();
  await broker.topic('orders').produce({ value: 'b' });
  const closestIn = async (source: Broker, match: object): Promise<string | undefined> => {
    const { message } = await failureOf(() => source.topic('orders').waitForMessage(match, { timeout: 10 }));
    return /Closest: orders\[0\]@(.*)/.exec(message)?.[1]?.replace(/, .* ago/, '');
  };
  expect(await closestIn(broker, { offset: 0, value: 'c' })).toMatch(
    /^0, client "api" \(packages.*leftovers\.test\.ts:\d+\)$/,
  );
  expect(await closestIn(broker, { offset: 1, value: 'c' })).toBe('1, by the test');
  // Another broker knows nothing of this one's clients, whose ports may be those of its own.
  await using fork = await broker.fork();
  expect(await closestIn(fork, { offset: 0, value: 'c' })).toBe('0, client "api"');
});

test('of a consumer the member is named, and a producer with the same client id beside it', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const kafka = kafkaOf(broker, 'worker');
  const { consumer } = await runConsumer(kafka, { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady();
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  const [member] = broker.group('billing').members;
  expect(broker.leftovers()).toEqual([
    {
      kind: 'group-member',
      clientId: 'worker',
      openedBy: expect.stringMatching(HELPER),
      description: expect.stringContaining(
        `consumer group "billing": member "${member?.memberId}" (client "worker", kafkajs) is still connected, opened at `,
      ),
    },
    expect.objectContaining({ kind: 'connection', clientId: 'worker', openedBy: expect.stringMatching(HERE) }),
  ]);
  await producer.disconnect();
  await consumer.disconnect();
  expect(broker.leftovers()).toEqual([]);
});

test('a socket of nobody in particular is one too', async () => {
  const broker = await testBroker();
  const socket = connect(Number(broker.bootstrapServers.split(':')[1]), '127.0.0.1');
  await vi.waitFor(() => expect(broker.connections).toHaveLength(1));
  expect(broker.leftovers()).toMatchObject(
    [
      {
        clientId: null,
        openedBy: expect.stringMatching(HERE),
        description: /^a client without an id is still connected/,
      },
    ].map((each) => ({ ...each, description: expect.stringMatching(each.description) })),
  );
  socket.destroy();
  expect(broker.leftovers()).toEqual([]);
});

test('faults that nothing has met are named, also when they were removed', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker));
  broker.inject({ api: 'Produce', topic: 'orders', error: 'NOT_ENOUGH_REPLICAS', times: 1 });
  broker.inject({ api: 'OffsetCommit', error: 'NOT_COORDINATOR', times: 2 }).remove();
  broker.inject({ api: 'Heartbeat', delay: 10 });
  broker.hold({ api: 'JoinGroup', group: 'billing' }).release();
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  const faults = broker.leftovers().filter(({ kind }) => kind === 'unused-fault');
  expect(faults.map(({ description }) => description.replace(/\S+:\d+$/, '<line>'))).toEqual([
    'fault OffsetCommit → NOT_COORDINATOR was never hit, injected at <line>',
    'fault JoinGroup of group billing → held was never hit, injected at <line>',
  ]);
  expect(faults.map(({ openedBy }) => openedBy)).toEqual([expect.stringMatching(HERE), expect.stringMatching(HERE)]);
  await broker.reset();
  expect(broker.leftovers().filter(({ kind }) => kind === 'unused-fault')).toEqual([]);
});

test('an interceptor that has thrown is named until somebody is told', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const handle = broker.intercept('Produce', () => {
    throw new Error('two and two are five');
  });
  const producer = kafkaOf(broker, 'api', { retries: 0 }).producer();
  await producer.connect();
  await failureOf(() => producer.send({ topic: 'orders', messages: [{ value: 'a' }] }));
  await producer.disconnect();
  expect(broker.leftovers()).toMatchObject([
    { kind: 'failed-interceptor', description: expect.stringContaining('[Error: two and two are five], injected at') },
  ]);
  await failureOf(() => handle.remove());
  expect(broker.leftovers()).toEqual([]);
});

test('close() says what is left, or throws it once everything is closed', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  for (const mode of ['ignore', 'warn', 'error'] as const) {
    const broker = await testBroker();
    broker.hold({ api: 'Fetch' });
    const closing = broker.close({ leftovers: mode });
    if (mode !== 'error') await closing;
    else expect(await failureOf(() => closing)).toMatchObject({ name: 'LeftoversError', code: 'ERR_LEFTOVERS' });
    expect(await failureOf(() => broker.topic('orders').produce({ value: 1 }))).toMatchObject({
      code: 'ERR_BROKER_CLOSED',
    });
  }
  expect(warn.mock.calls.map(([text]) => String(text).replace(/\S+:\d+$/m, '<line>'))).toEqual([
    "testka: 1 thing was left when the broker was closed\n  • fault Fetch → held was never hit, injected at <line>\n    no client has asked Fetch\n  Correct what a fault is about, or leave it out; or say leftovers: 'ignore'.",
  ]);
});

test('what close() is told wrongly is refused', async () => {
  const broker = await testBroker();
  expect((await failureOf(() => broker.close({ leftovers: 'warm' as never }))).message).toBe(
    "ERR_INVALID_ARGUMENT: leftovers must be 'ignore', 'warn' or 'error', not 'warm'",
  );
});

test('a broker that is closed listens to no sockets any more', async () => {
  const { channel } = await import('node:diagnostics_channel');
  const before = channel('net.client.socket').hasSubscribers;
  const brokers = [await testBroker(), await testBroker()];
  expect(channel('net.client.socket').hasSubscribers).toBe(true);
  await Promise.all(brokers.map((broker) => broker.close()));
  expect(channel('net.client.socket').hasSubscribers).toBe(before);
});

test.each([
  [
    '    at run (/app/node_modules/kafkajs/a.js:1:2)\n    at async start (file:///app/my%20src/a.ts:41:7)',
    '/app/my src/a.ts:41',
    'kafkajs',
  ],
  ['    at node:net:12:3\n    at C:\\app\\src\\a.ts:4:7', 'C:\\app\\src\\a.ts:4', null],
  [
    '    at x (/a/.pnpm/@platformatic+kafka@1/node_modules/@platformatic/kafka/dist/i.js:1:1)',
    null,
    '@platformatic/kafka',
  ],
  ['    at async Promise.all (index 0)\n    at new Promise (<anonymous>)', null, null],
])('%j', (frames, place, library) => {
  expect(sourceLineOf(frames)).toEqual({ place, library });
});

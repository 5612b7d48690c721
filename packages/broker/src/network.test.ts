import {
  ApiVersionsRequest,
  ApiVersionsResponse,
  FetchRequest,
  ProduceRequest,
  ZERO_UUID,
  buildRecordBatch,
} from '@testka/protocol';
import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../test/broker.ts';
import { decodeResponse, RawClient, requestFrame } from '../test/raw-client.ts';
import { createBroker } from './index.ts';

const ASK: Parameters<typeof requestFrame<typeof ApiVersionsRequest>> = [
  'ApiVersions',
  ApiVersionsRequest,
  3,
  { clientSoftwareName: 'raw', clientSoftwareVersion: '1.0' },
];

function produceFrame(value: string, acks: number): Buffer {
  const records = buildRecordBatch({ records: [{ value, timestamp: 1000 }] });
  return requestFrame('Produce', ProduceRequest, 9, {
    acks,
    timeoutMs: 1000,
    topicData: [{ name: 'orders', topicId: ZERO_UUID, partitionData: [{ index: 0, records }] }],
  });
}

function fetchFrame(maxWaitMs: number, correlationId: number): Buffer {
  const partition = { partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000_000 };
  return requestFrame(
    'Fetch',
    FetchRequest,
    11,
    {
      replicaId: -1,
      maxWaitMs,
      minBytes: 1,
      topics: [{ topic: 'orders', topicId: ZERO_UUID, partitions: [partition] }],
      forgottenTopicsData: [],
    },
    { correlationId },
  );
}

async function connected(bootstrapServers: string): Promise<RawClient> {
  return RawClient.connect(bootstrapServers);
}

test('a request is answered', async () => {
  const broker = await testBroker();
  const client = await connected(broker.bootstrapServers);
  client.write(requestFrame(...ASK));
  const { apiKeys } = decodeResponse((await client.frame()) ?? Buffer.alloc(0), ApiVersionsResponse, 3);
  expect(apiKeys.length).toBeGreaterThan(20);
  expect(broker.connections).toMatchObject([
    { clientId: 'raw', software: 'raw 1.0', node: 1, user: null, inFlight: 0 },
  ]);
});

test.each([
  { name: 'a negative length', bytes: Buffer.from([0xff, 0xff, 0xff, 0xff]) },
  { name: 'a length beyond socket.request.max.bytes', bytes: Buffer.from([0x7f, 0xff, 0xff, 0xff]) },
  { name: 'an empty frame', bytes: Buffer.from([0, 0, 0, 0]) },
  { name: 'garbage', bytes: Buffer.from([0, 0, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8]) },
  { name: 'an unknown API', bytes: Buffer.from([0, 0, 0, 10, 0x7f, 0, 0, 0, 0, 0, 0, 1, 0xff, 0xff]) },
  { name: 'a version that is not offered', bytes: Buffer.from([0, 0, 0, 10, 0, 1, 0, 99, 0, 0, 0, 1, 0xff, 0xff]) },
  { name: 'a body that is cut off', bytes: Buffer.from([0, 0, 0, 11, 0, 0, 0, 9, 0, 0, 0, 1, 0xff, 0xff, 0]) },
  { name: 'a TLS handshake', bytes: Buffer.from('16030100c8010000c40303', 'hex') },
])('$name closes that connection and no other, and loses nothing', async ({ bytes }) => {
  const broker = await testBroker({ topics: ['orders'] });
  const other = await connected(broker.bootstrapServers);
  const bad = await connected(broker.bootstrapServers);
  bad.write(Buffer.concat([produceFrame('kept', -1), bytes]));
  expect(await bad.frame()).toBeDefined();
  await bad.closed;
  other.write(requestFrame(...ASK));
  expect(await other.correlationId()).toBe(1);
  expect(broker.topic('orders').messages()).toMatchObject([{ value: 'kept' }]);
  expect(broker.connections).toHaveLength(1);
});

test('a frame may come in pieces', async () => {
  const broker = await testBroker();
  const client = await connected(broker.bootstrapServers);
  const frame = requestFrame(...ASK);
  for (const byte of frame) {
    client.write(Buffer.from([byte]));
    await new Promise(setImmediate);
  }
  expect(await client.correlationId()).toBe(1);
});

test('a client that resets its connection is gone, and the next one is served', async () => {
  const broker = await testBroker();
  const client = await connected(broker.bootstrapServers);
  client.write(requestFrame(...ASK));
  await client.frame();
  client.socket.resetAndDestroy();
  await expect.poll(() => broker.connections).toEqual([]);
  const next = await connected(broker.bootstrapServers);
  next.write(requestFrame(...ASK));
  expect(await next.correlationId()).toBe(1);
});

test('what a client sent before it ended is done and answered', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const client = await connected(broker.bootstrapServers);
  client.socket.end(Buffer.concat([produceFrame('a', 0), produceFrame('b', 0), requestFrame(...ASK)]));
  expect(await client.correlationId()).toBe(1);
  await client.closed;
  expect(broker.topic('orders').messages()).toMatchObject([{ value: 'a' }, { value: 'b' }]);
});

test('requests behind a parked one are done although the client has ended', async () => {
  const broker = await testBroker({ topics: ['orders', 'other'], maxFetchWait: 50 });
  const client = await connected(broker.bootstrapServers);
  const other = fetchFrame(1000, 7);
  client.socket.end(Buffer.concat([other, requestFrame(...ASK)]));
  expect([await client.correlationId(), await client.correlationId()]).toEqual([7, 1]);
  await client.closed;
});

test('a fetch parked by a client that has ended is given up', async () => {
  const broker = await testBroker({ topics: ['orders'], maxFetchWait: 60_000 });
  const client = await connected(broker.bootstrapServers);
  client.write(fetchFrame(60_000, 7));
  await expect.poll(() => broker.connections).toMatchObject([{ inFlight: 1 }]);
  client.socket.end();
  await expect.poll(() => broker.connections).toEqual([]);
});

test('a pipeline of requests is answered in order, also when the reader is slow', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await broker.topic('orders').produce({ value: 'x'.repeat(500_000) });
  const client = await connected(broker.bootstrapServers);
  client.socket.pause();
  const count = 200;
  client.write(Buffer.concat(Array.from({ length: count }, (_, index) => fetchFrame(0, index))));
  // Enough turns for the broker to fill what buffers there are; the order must hold either way.
  for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
  client.socket.resume();
  const got = [];
  for (let index = 0; index < count; index++) got.push(await client.correlationId());
  expect(got).toEqual(Array.from({ length: count }, (_, index) => index));
});

test('the test can close a connection', async () => {
  const broker = await testBroker();
  const client = await connected(broker.bootstrapServers);
  client.write(requestFrame(...ASK));
  await client.frame();
  broker.connections[0]?.destroy();
  await client.closed;
  expect(broker.connections).toEqual([]);
});

test('close() is idempotent, quick with requests parked, and frees the port', async () => {
  const broker = await createBroker({ topics: ['orders'], maxFetchWait: 60_000 });
  const client = await connected(broker.bootstrapServers);
  client.write(fetchFrame(60_000, 7));
  await expect.poll(() => broker.connections).toMatchObject([{ inFlight: 1 }]);
  await Promise.all([broker.close(), broker.close()]);
  await client.closed;
  const port = Number(broker.bootstrapServers.split(':')[1]);
  const next = await testBroker({ port });
  expect(next.bootstrapServers).toBe(broker.bootstrapServers);
});

test('what a closed broker held can be read; everything else says that it is closed', async () => {
  const broker = await createBroker({ topics: ['orders'] });
  await broker.topic('orders').produce({ value: 1 });
  await broker.close();
  expect(broker.topic('orders').messages()).toHaveLength(1);
  for (const call of [
    () => broker.topic('orders').produce({ value: 2 }),
    () => broker.topic('orders').waitForMessage(),
    () => broker.topic('orders').setConfig({}),
    () => broker.reset(),
    () => broker.createTopics(['more']),
    () => broker.group('g').waitUntilReady(),
  ]) {
    expect(await failureOf(call)).toMatchObject({ code: 'ERR_BROKER_CLOSED' });
  }
});

test('a wait ends when the broker closes', async () => {
  const broker = await createBroker({ topics: ['orders'] });
  const waiting = failureOf(() => broker.topic('orders').waitForMessage());
  await broker.close();
  expect(await waiting).toMatchObject({ code: 'ERR_BROKER_CLOSED' });
});

test('await using closes the broker', async () => {
  let port: number;
  {
    await using broker = await createBroker();
    port = Number(broker.bootstrapServers.split(':')[1]);
  }
  await expect(testBroker({ port })).resolves.toBeDefined();
});

test('a port in use is said so, with the way out', async () => {
  const broker = await testBroker();
  const port = Number(broker.bootstrapServers.split(':')[1]);
  expect(await failureOf(() => createBroker({ port }))).toMatchObject({
    code: 'ERR_PORT_IN_USE',
    message: `ERR_PORT_IN_USE: port ${port} on 127.0.0.1 is in use; leave \`port\` out to get a free one, or close what listens there`,
  });
});

test('a host name is looked up; the port is free again afterwards', async () => {
  const broker = await testBroker({ host: 'localhost' });
  expect(broker.bootstrapServers).toMatch(/^localhost:\d+$/);
  const port = Number(broker.bootstrapServers.split(':')[1]);
  expect(await failureOf(() => createBroker({ host: 'localhost', port }))).toMatchObject({ code: 'ERR_PORT_IN_USE' });
  await broker.close();
  await expect(testBroker({ host: 'localhost', port })).resolves.toBeDefined();
});

test('a host that is not ours is said so', async () => {
  expect(await failureOf(() => createBroker({ host: '192.0.2.1' }))).toMatchObject({ code: 'ERR_LISTEN_FAILED' });
});

test('connections beyond max.connections.per.ip are closed', async () => {
  const broker = await testBroker({ config: { 'max.connections.per.ip': 1 } });
  const first = await connected(broker.bootstrapServers);
  const second = await connected(broker.bootstrapServers);
  await second.closed;
  first.write(requestFrame(...ASK));
  expect(await first.correlationId()).toBe(1);
});

test('an override of max.connections.per.ip counts for its address', async () => {
  const broker = await testBroker({
    config: { 'max.connections.per.ip': 0, 'max.connections.per.ip.overrides': '127.0.0.1:1' },
  });
  const client = await connected(broker.bootstrapServers);
  client.write(requestFrame(...ASK));
  expect(await client.correlationId()).toBe(1);
});

test('connections beyond max.connections wait until one is closed', async () => {
  const broker = await testBroker({ config: { 'max.connections': 1 } });
  const first = await connected(broker.bootstrapServers);
  const second = await connected(broker.bootstrapServers);
  second.write(requestFrame(...ASK));
  first.write(requestFrame(...ASK));
  await first.frame();
  expect(broker.connections).toHaveLength(1);
  first.destroy();
  expect(await second.correlationId()).toBe(1);
});

test('connections beyond max.connection.creation.rate are taken later', async () => {
  const broker = await testBroker({ config: { 'max.connection.creation.rate': 1 } });
  const first = await connected(broker.bootstrapServers);
  const second = await connected(broker.bootstrapServers);
  first.write(requestFrame(...ASK));
  await first.frame();
  expect(broker.connections).toHaveLength(1);
  second.write(requestFrame(...ASK));
  expect(await second.correlationId()).toBe(1);
});

test('an idle connection is closed after connections.max.idle.ms', async () => {
  const broker = await testBroker({ config: { 'connections.max.idle.ms': 20 } });
  const client = await connected(broker.bootstrapServers);
  await client.closed;
  expect(broker.connections).toEqual([]);
});

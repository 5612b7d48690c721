import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../../test/broker.ts';
import { connectedProducer, kafkaOf } from '../../test/kafkajs.ts';
import type { Broker } from '../types/broker.ts';
import type { Snapshot } from '../types/snapshot.ts';

const valuesIn = (broker: Broker, topic: string): unknown[] =>
  broker
    .topic(topic)
    .messages()
    .map(({ value }) => value);

/** A broker in use: messages, a topic made at run time, offsets, configs. */
async function used(): Promise<Broker> {
  const broker = await testBroker({
    topics: { orders: { partitions: 2, messages: [{ value: 'first', partition: 0 }] } },
  });
  await broker.createTopics({ audit: { value: 'bytes' } });
  await broker.topic('orders').produce({ value: 'second', partition: 1, headers: { trace: 'x' } });
  await broker.topic('audit').produce({ value: Buffer.from([1, 2]) });
  broker.topic('orders').deleteRecords(1, 0);
  broker.topic('orders').setConfig({ 'retention.ms': 1000 });
  await broker.group('billing').resetOffsets([
    { topic: 'orders', partition: 0, offset: 1 },
    { topic: 'orders', partition: 1, offset: 0 },
  ]);
  return broker;
}

/** What a user can see of it. */
function contents(broker: Broker) {
  return {
    topics: broker.topics.map(({ name, topicId, config, partitions }) => ({
      ...{ name, topicId, config },
      partitions: partitions.map(({ logStartOffset, highWatermark }) => [logStartOffset, highWatermark]),
      messages: broker.topic(name).messages(),
    })),
    groups: broker.groups.map(({ groupId, protocol, state, offsets }) => ({ groupId, protocol, state, offsets })),
  };
}

async function change(broker: Broker): Promise<void> {
  await broker.topic('orders').produce({ value: 'later', partition: 0 }, { value: 'later', partition: 1 });
  broker.topic('orders').setConfig({ 'retention.ms': 5, 'max.message.bytes': 1000 });
  broker.topic('orders').addPartitions(5);
  await broker.topic('audit').delete();
  await broker.createTopics(['audit', 'more']);
  await broker.group('billing').resetOffsets([{ topic: 'orders', partition: 1, offset: 1 }]);
  await broker.group('other').resetOffsets([{ topic: 'orders', offset: 1 }]);
}

test('restore brings everything back, however often; reset goes back to the beginning', async () => {
  const broker = await used();
  const before = contents(broker);
  const snapshot = broker.snapshot();
  expect(contents(broker)).toEqual(before);
  for (let round = 0; round < 3; round++) {
    await change(broker);
    await broker.restore(snapshot);
    expect(contents(broker)).toEqual(before);
  }
  await broker.reset();
  expect(contents(broker)).toMatchObject({
    topics: [
      {
        name: 'orders',
        partitions: [
          [0, 1],
          [0, 0],
        ],
      },
    ],
    groups: [],
  });
  await broker.restore(snapshot);
  expect(contents(broker)).toEqual(before);
});

test('a fork has the same contents, and neither sees what the other does', async () => {
  const broker = await used();
  const before = contents(broker);
  await using fork = await broker.fork();
  expect(contents(fork)).toEqual(before);
  expect(fork.bootstrapServers).not.toBe(broker.bootstrapServers);
  await change(fork);
  expect(contents(broker)).toEqual(before);
  await broker.topic('orders').produce({ value: 'original only', partition: 0 });
  await fork.reset();
  expect(contents(fork)).toEqual(before);
  expect(valuesIn(broker, 'orders')).toEqual(['second', 'original only']);
});

test('a fork of a fork, and of a broker that has nodes, in which one is stopped', async () => {
  const broker = await testBroker({ nodes: 3, topics: { orders: { partitions: 3, replicationFactor: 3 } } });
  await broker.topic('orders').produce({ value: 1 }, { value: 2 }, { value: 3 });
  await broker.group('g').resetOffsets([{ topic: 'orders', partition: 2, offset: 1 }]);
  await broker.node(2).stop();
  await using fork = await broker.fork();
  await using second = await fork.fork();
  expect(second.nodes.map(({ up }) => up)).toEqual([true, true, true]);
  expect(contents(second)).toEqual(contents(broker));
  await second.topic('orders').produce({ value: 4 });
  expect(second.topic('orders').partitions.map(({ highWatermark }) => highWatermark)).toEqual([2, 1, 1]);
});

test('a snapshot can be cloned, written to a file, and be the beginning of a broker', async () => {
  const broker = await used();
  const before = contents(broker);
  const snapshot = broker.snapshot();
  await change(broker);
  const file = join(mkdtempSync(join(tmpdir(), 'testka-')), 'seeded');
  writeFileSync(file, snapshot.data);
  const copies: Snapshot[] = [snapshot, structuredClone(snapshot), { version: 1, data: readFileSync(file) }];
  for (const from of copies) {
    await using other = await testBroker({ from });
    expect(contents(other)).toEqual(before);
    await change(other);
    await other.reset();
    expect(contents(other)).toEqual(before);
    await broker.restore(from);
    expect(contents(broker)).toEqual(before);
  }
});

test('what comes out of bytes gives the same bytes', async () => {
  const { data } = (await used()).snapshot();
  await using other = await testBroker({ from: { version: 1, data } });
  const again = other.snapshot();
  await using third = await testBroker({ from: structuredClone(again) });
  expect(contents(third)).toEqual(contents(other));
});

test('topics of the options come on top; of those that are there they say how to read them', async () => {
  const from = (await used()).snapshot();
  const value = { decode: (bytes: Buffer) => bytes.length };
  await using other = await testBroker({ from, topics: { orders: { partitions: 2, value }, more: {} } });
  expect(other.topics.map(({ name }) => name)).toEqual(['orders', 'audit', 'more']);
  expect([valuesIn(other, 'orders'), valuesIn(other, 'audit')]).toEqual([[6], [Buffer.from([1, 2])]]);
  for (const orders of [{ partitions: 3 }, { messages: [{ value: 1 }] }, { config: { 'retention.ms': 1 } }]) {
    const error = await failureOf(() => testBroker({ from, topics: { orders } }));
    expect(error.message).toBe(
      'ERR_OPTION_CONFLICT: topic "orders" is in the snapshot of the option from, with 2 partitions; ' +
        'name it without partitions, replicationFactor, config or messages, or not at all',
    );
  }
});

test('ids that a fork gives are others than those in what it was forked from', async () => {
  const broker = await used();
  await using fork = await broker.fork();
  await fork.createTopics(['made in the fork'.replaceAll(' ', '-')]);
  const ids = fork.topics.map(({ topicId }) => topicId);
  expect(new Set(ids).size).toBe(3);
  const name = broker.uniqueName('orders');
  await broker.createTopics([name]);
  await using second = await broker.fork();
  expect(second.uniqueName('orders')).not.toBe(name);
  const inFork = fork.snapshot();
  await broker.restore(inFork);
  expect(contents(broker)).toEqual(contents(fork));
});

test('messages without a key go on round the partitions where they were', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 3 } } });
  await broker.topic('orders').produce({ value: 1 });
  const snapshot = broker.snapshot();
  for (const other of [broker, await testBroker({ from: structuredClone(snapshot) })]) {
    await other.topic('orders').produce({ value: 2 }, { value: 3 });
    await other.restore(snapshot);
    await other.topic('orders').produce({ value: 2 });
    expect(other.topic('orders').messages()).toMatchObject([{ partition: 0 }, { partition: 1 }]);
  }
});

test('the order over partitions goes on in a fork; its view of now has none of what it began with', async () => {
  const broker = await used();
  // Events that number what is written, and that the fork has not had.
  await broker.topic('audit').produce(...Array.from({ length: 50 }, () => ({ value: Buffer.from([3]) })));
  for (let time = 0; time < 50; time++) await broker.topic('audit').produce({ value: Buffer.from([4]) });
  broker.topic('orders').deleteRecords(1, 1);
  await broker.topic('orders').produce({ value: 'second', partition: 1 });
  await using fork = await broker.fork();
  const now = fork.fromNow();
  await fork.topic('orders').produce({ value: 'third', partition: 0 }, { value: 'fourth', partition: 1 });
  expect(valuesIn(fork, 'orders')).toEqual(['second', 'third', 'fourth']);
  expect(valuesIn(now, 'orders')).toEqual(['third', 'fourth']);
  await using forkOfView = await now.fork();
  expect(valuesIn(forkOfView, 'orders')).toEqual(['third', 'fourth']);
});

test('restore leaves the clock alone; what begins from a snapshot is not behind it, and with a manual clock at it', async () => {
  const broker = await testBroker({ topics: ['orders'], clock: 'manual' });
  const startedAt = broker.clock.now().getTime();
  const snapshot = broker.snapshot();
  await broker.clock.advance('7 days');
  const week = 7 * 86_400_000;
  await broker.restore(snapshot);
  expect(broker.clock.now().getTime()).toBe(startedAt + week);
  await using fork = await broker.fork();
  expect(fork.clock.now().getTime()).toBe(startedAt + week);
  await using manual = await testBroker({ from: snapshot, clock: 'manual' });
  expect(manual.clock.now().getTime()).toBe(startedAt);
  await using real = await testBroker({ from: broker.snapshot() });
  expect(real.clock.now().getTime()).toBeGreaterThanOrEqual(startedAt + week);
});

test('offsets expire as long after a restore as they would have after the snapshot', async () => {
  const broker = await testBroker({ topics: ['orders'], clock: 'manual' });
  await broker.topic('orders').produce({ value: 1 });
  await broker.group('billing').resetOffsets([{ topic: 'orders', offset: 1 }]);
  const snapshot = broker.snapshot();
  await broker.clock.advance('8 days');
  expect(broker.groups).toEqual([]);
  await broker.restore(snapshot);
  await broker.clock.advance('6 days');
  expect(broker.group('billing').committedOffset('orders')).toBe(1);
  await broker.clock.advance('2 days');
  expect(broker.groups).toEqual([]);
});

test('faults are removed, and a fork has none', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const snapshot = broker.snapshot();
  broker.inject({ api: 'Produce', error: 'NOT_LEADER_OR_FOLLOWER' });
  await using fork = await broker.fork();
  await broker.restore(snapshot);
  for (const each of [broker, fork]) {
    const producer = await connectedProducer(kafkaOf(each, 'api', { retries: 0 }));
    await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
    expect(valuesIn(each, 'orders')).toEqual(['a']);
  }
});

test.each<{ name: string; snapshot: unknown; message: RegExp }>([
  {
    name: 'nothing',
    snapshot: null,
    message: /^ERR_INVALID_SNAPSHOT: the snapshot must be what broker.snapshot\(\) gave/,
  },
  { name: 'the bytes alone', snapshot: Buffer.from('x'), message: /^ERR_INVALID_SNAPSHOT: the snapshot must be what/ },
  {
    name: 'a later version',
    snapshot: { version: 2 },
    message: /^ERR_INVALID_SNAPSHOT: the version of the snapshot must be 1/,
  },
  {
    name: 'what became of it in JSON',
    snapshot: { version: 1, data: { type: 'Buffer', data: [1] } },
    message: /^ERR_INVALID_SNAPSHOT: the data of the snapshot must be the bytes of a snapshot, as JSON/,
  },
  {
    name: 'other bytes',
    snapshot: { version: 1, data: Buffer.from('PK and so on') },
    message: /^ERR_INVALID_SNAPSHOT: the bytes of the snapshot are not those of a snapshot/,
  },
  { name: 'no bytes', snapshot: { version: 1, data: new Uint8Array() }, message: /are not those of a snapshot/ },
])('$name is no snapshot', async ({ snapshot, message }) => {
  const broker = await testBroker();
  const error = await failureOf(() => broker.restore(snapshot as Snapshot));
  expect(error.message).toMatch(message);
  const refused = await failureOf(() => testBroker({ from: snapshot as Snapshot }));
  expect(refused).toMatchObject({ code: 'ERR_INVALID_SNAPSHOT' });
});

test('damaged bytes are told, wherever the damage is', async () => {
  const { data } = (await used()).snapshot();
  for (const at of [8, 13, 40, data.length >> 1, data.length - 1]) {
    const damaged = Buffer.from(data);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    const error = await failureOf(() => testBroker({ from: { version: 1, data: damaged } }));
    expect(error.message).toMatch(/^ERR_INVALID_SNAPSHOT: the bytes of the snapshot are damaged/);
  }
  const error = await failureOf(() => testBroker({ from: { version: 1, data: data.subarray(0, -3) } }));
  expect(error.code).toBe('ERR_INVALID_SNAPSHOT');
});

test('a broker that cannot be what the snapshot was taken of says so, and stays as it is', async () => {
  const broker = await used();
  const before = contents(broker);
  await using three = await testBroker({ nodes: 3 });
  await using older = await testBroker({ kafkaVersion: '4.0' });
  const ofNodes = await failureOf(() => broker.restore(three.snapshot()));
  expect(ofNodes.message).toBe(
    'ERR_SNAPSHOT_MISMATCH: the snapshot is of a cluster of the nodes 1, 2, 3, and this one has 1; give both the same option `nodes`',
  );
  const ofRelease = await failureOf(() => testBroker({ from: older.snapshot() }));
  expect(ofRelease.message).toBe(
    "ERR_SNAPSHOT_MISMATCH: the snapshot is of a broker with kafkaVersion '4.0', and this one has '4.4'; give both the same",
  );
  expect(contents(broker)).toEqual(before);
});

test('a closed broker takes no snapshot', async () => {
  const broker = await testBroker();
  const snapshot = broker.snapshot();
  await broker.close();
  for (const call of [() => broker.snapshot(), () => broker.fork(), () => broker.restore(snapshot)]) {
    expect(await failureOf(call)).toMatchObject({ code: 'ERR_BROKER_CLOSED' });
  }
});

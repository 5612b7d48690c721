import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../test/broker.ts';
import { connectedProducer, kafkaOf, runConsumer } from '../test/kafkajs.ts';

test('a group that does not exist reads as empty', async () => {
  const broker = await testBroker();
  const group = broker.group('billing');
  expect(group).toMatchObject({
    groupId: 'billing',
    protocol: 'none',
    state: 'Dead',
    generation: -1,
    assignor: null,
    members: [],
    offsets: [],
    rebalances: [],
  });
  expect([group.lag(), group.committedOffset('orders'), broker.groups]).toEqual([0, null, []]);
});

test.each([[''], [7], [undefined]])('%o is no group id', async (groupId) => {
  const broker = await testBroker();
  expect(await failureOf(() => broker.group(groupId as string))).toMatchObject({ code: 'ERR_INVALID_GROUP_ID' });
});

test('a consumer at latest misses nothing that is produced once it is ready', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 3 } } });
  const { values } = await runConsumer(kafkaOf(broker), {
    groupId: 'billing',
    topics: ['orders'],
    fromBeginning: false,
  });
  await broker.group('billing').waitUntilReady();
  await broker
    .topic('orders')
    .produce({ value: 'a', partition: 0 }, { value: 'b', partition: 1 }, { value: 'c', partition: 2 });
  await broker.group('billing').waitUntilCaughtUp();
  expect(values.toSorted()).toEqual(['a', 'b', 'c']);
});

test('a group tells its state', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 2 } } });
  await runConsumer(kafkaOf(broker, 'worker'), { groupId: 'billing', topics: ['orders'] });
  await broker.topic('orders').produce({ value: 'a', partition: 0 }, { value: 'b', partition: 0 });
  const group = broker.group('billing');
  await group.waitUntilReady();
  await group.waitUntilCaughtUp();
  expect(group).toMatchObject({
    protocol: 'classic',
    state: 'Stable',
    generation: 1,
    coordinator: 1,
    assignor: 'RoundRobinAssigner',
    members: [
      {
        clientId: 'worker',
        groupInstanceId: null,
        host: '127.0.0.1',
        subscription: ['orders'],
        assignment: [
          { topic: 'orders', partition: 0 },
          { topic: 'orders', partition: 1 },
        ],
        ready: true,
      },
    ],
    offsets: [{ topic: 'orders', partition: 0, offset: 2, metadata: null, leaderEpoch: null, lag: 0 }],
  });
  expect([
    group.committedOffset('orders'),
    group.committedOffset('orders', 1),
    group.lag(),
    group.lag('orders'),
    group.lag('audit'),
  ]).toEqual([2, null, 0, 0, 0]);
  expect(broker.groups.map(({ groupId }) => groupId)).toEqual(['billing']);
  expect(group.rebalances).toMatchObject([{ generation: 1, reason: expect.stringContaining('joined') }]);
});

test('lag counts from the commit, and where nothing is committed from where reading began', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 2 } } });
  await broker.topic('orders').produce({ value: 'old', partition: 0 }, { value: 'old', partition: 1 });
  const { consumer } = await runConsumer(kafkaOf(broker), {
    groupId: 'billing',
    topics: ['orders'],
    fromBeginning: false,
  });
  const group = broker.group('billing');
  await group.waitUntilReady();
  expect(group.lag()).toBe(0);
  await broker.topic('orders').produce({ value: 'new', partition: 0 });
  await group.waitUntilCaughtUp();
  await consumer.stop();
  await broker.topic('orders').produce({ value: 'more', partition: 0 }, { value: 'more', partition: 0 });
  expect(group.lag()).toBe(2);
  await group.waitUntilCaughtUp({ lag: 2 });
  expect(await failureOf(() => group.waitUntilCaughtUp({ timeout: 10 }))).toMatchObject({
    code: 'ERR_WAIT_TIMEOUT',
    actual: { lag: 2 },
  });
});

test('a group of which nothing is known has not caught up', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  expect((await failureOf(() => broker.group('billing').waitUntilCaughtUp({ timeout: 10 }))).message).toMatch(
    /^group "billing": not caught up within 10 ms; it has neither committed anything nor been given partitions\n/,
  );
});

test('waitForCommit resolves with the offset or a later one', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  const waiting = broker.group('billing').waitForCommit({ topic: 'orders', offset: 2 });
  await broker.topic('orders').produce({ value: 1 }, { value: 2 }, { value: 3 });
  await waiting;
  expect(broker.group('billing').committedOffset('orders')).toBeGreaterThanOrEqual(2);
});

test('ready means as many members as asked for, and all partitions of the topics owned', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 4 } } });
  const waiting = broker.group('billing').waitUntilReady({ members: 2, topics: ['orders'] });
  await runConsumer(kafkaOf(broker, 'one'), { groupId: 'billing', topics: ['orders'] });
  await runConsumer(kafkaOf(broker, 'two'), { groupId: 'billing', topics: ['orders'] });
  await waiting;
  const { members } = broker.group('billing');
  expect(members.map(({ clientId, ready, assignment }) => [clientId, ready, assignment.length])).toEqual([
    ['one', true, 2],
    ['two', true, 2],
  ]);
});

test('a member without partitions is ready', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await runConsumer(kafkaOf(broker, 'one'), { groupId: 'billing', topics: ['orders'] });
  await runConsumer(kafkaOf(broker, 'two'), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady({ members: 2 });
  expect(
    broker
      .group('billing')
      .members.map(({ assignment }) => assignment.length)
      .toSorted((a, b) => a - b),
  ).toEqual([0, 1]);
});

test('two groups with the same client id are both ready only when both fetch', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const kafka = kafkaOf(broker, 'same');
  await runConsumer(kafka, { groupId: 'a', topics: ['orders'], fromBeginning: false });
  const { values } = await runConsumer(kafka, { groupId: 'b', topics: ['orders'], fromBeginning: false });
  await broker.group('a').waitUntilReady();
  await broker.group('b').waitUntilReady();
  await broker.topic('orders').produce({ value: 'x' });
  await Promise.all([broker.group('a').waitUntilCaughtUp(), broker.group('b').waitUntilCaughtUp()]);
  expect(values).toEqual(['x']);
});

test('messages of a kafkajs producer reach twenty members once each', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 20 } }, waitTimeout: 20_000 });
  const got: string[] = [];
  const onMessage = ({ message }: { message: { value: Buffer | null } }) => void got.push(String(message.value));
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      runConsumer(kafkaOf(broker, `worker-${index}`), { groupId: 'billing', topics: ['orders'], onMessage }),
    ),
  );
  await broker.group('billing').waitUntilReady({ members: 20, topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker));
  const values = Array.from({ length: 100 }, (_, index) => String(index));
  await producer.send({ topic: 'orders', messages: values.map((value) => ({ key: value, value })) });
  await broker.group('billing').waitUntilCaughtUp();
  expect(got.toSorted()).toEqual(values.toSorted());
}, 30_000);

test('a kafkajs consumer disconnects although its long poll is parked', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const kafka = kafkaOf(broker);
  // Would last beyond the limit of the test if the fetch were parked for as long as it asks for.
  const consumer = kafka.consumer({ groupId: 'billing', maxWaitTimeInMs: 60_000 });
  await consumer.connect();
  await consumer.subscribe({ topic: 'orders' });
  await consumer.run({ eachMessage: async () => {} });
  await broker.group('billing').waitUntilReady();
  await consumer.disconnect();
  expect(broker.group('billing')).toMatchObject({ state: 'Empty', members: [] });
});

test('offsets can be set while nobody is in the group', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 2 } } });
  const group = broker.group('billing');
  await broker
    .topic('orders')
    .produce(
      { value: 1, partition: 0, timestamp: 1000 },
      { value: 2, partition: 0, timestamp: 2000 },
      { value: 3, partition: 0, timestamp: 3000 },
    );
  expect(await failureOf(() => group.resetOffsets('earliest'))).toMatchObject({ code: 'ERR_UNKNOWN_GROUP' });
  await group.resetOffsets([{ topic: 'orders', offset: 1 }]);
  expect(group.offsets).toEqual([
    { topic: 'orders', partition: 0, offset: 1, metadata: null, leaderEpoch: null, lag: 2 },
  ]);
  await group.resetOffsets('latest');
  expect(group.committedOffset('orders')).toBe(3);
  await group.resetOffsets('earliest');
  expect(group.committedOffset('orders')).toBe(0);
  await group.resetOffsets(new Date(2000));
  expect(group.committedOffset('orders')).toBe(1);
  const { values } = await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  await group.waitUntilCaughtUp();
  expect(values).toEqual(['2', '3']);
  expect(await failureOf(() => group.resetOffsets('latest'))).toMatchObject({ code: 'ERR_GROUP_NOT_EMPTY' });
  expect(await failureOf(() => group.delete())).toMatchObject({ code: 'ERR_GROUP_NOT_EMPTY' });
});

test.each([
  { to: 'first', code: 'ERR_INVALID_ARGUMENT' },
  { to: [{ topic: 'orders', offset: -1 }], code: 'ERR_INVALID_ARGUMENT' },
  { to: [{ topic: 'orders', offset: 99 }], code: 'ERR_INVALID_ARGUMENT' },
  { to: [{ topic: 'none', offset: 0 }], code: 'ERR_UNKNOWN_TOPIC' },
  { to: [7], code: 'ERR_INVALID_ARGUMENT' },
])('offsets cannot be set to $to', async ({ to, code }) => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: 1 }] } } });
  await broker.group('billing').resetOffsets([{ topic: 'orders', offset: 0 }]);
  expect(await failureOf(() => broker.group('billing').resetOffsets(to as never))).toMatchObject({ code });
});

test('an empty group can be deleted, an unknown one cannot', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await broker.group('billing').resetOffsets([{ topic: 'orders', offset: 0 }]);
  await broker.group('billing').delete();
  expect(broker.groups).toEqual([]);
  expect(await failureOf(() => broker.group('billing').delete())).toMatchObject({ code: 'ERR_UNKNOWN_GROUP' });
});

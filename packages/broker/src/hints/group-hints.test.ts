import { expect, test } from 'vitest';
import { hintsOf, testBroker } from '../../test/broker.ts';
import { connectedProducer, kafkaOf, runConsumer } from '../../test/kafkajs.ts';

const SOON = { timeout: 10 };

test('group-never-joined: with the groups that there are', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  expect(await hintsOf('group-never-joined', () => broker.group('audit').waitUntilReady(SOON))).toEqual([
    'Nobody is in group "audit"; there are no other groups.',
  ]);
  await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady();
  expect(await hintsOf('group-never-joined', () => broker.group('audit').waitUntilReady(SOON))).toEqual([
    'Nobody is in group "audit"; there are "billing".',
  ]);
  expect(await hintsOf('group-never-joined', () => broker.group('biling').waitUntilReady(SOON))).toEqual([
    'Nobody is in group "biling", but there is a group "billing". Typo?',
  ]);
});

test('group-emptied: its consumer has left', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const { consumer } = await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady();
  expect(await hintsOf('group-emptied', () => broker.group('billing').waitUntilReady({ members: 2, ...SOON }))).toEqual(
    [],
  );
  await consumer.disconnect();
  expect(await hintsOf('group-emptied', () => broker.group('billing').waitUntilReady(SOON))).toEqual([
    expect.stringMatching(
      /^Nobody is in group "billing" any more, for 0 ms now: member api-\w+ left\. Did its consumer crash, or the test disconnect it\?$/,
    ),
  ]);
  expect(await hintsOf('group-never-joined', () => broker.group('billing').waitUntilReady(SOON))).toEqual([]);
});

test('group-rebalancing: on whom it waits', async () => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: 1 }] } } });
  let release = (): void => {};
  const onMessage = (): Promise<void> => new Promise((resolve) => (release = resolve));
  const { values } = await runConsumer(kafkaOf(broker, 'slow'), { groupId: 'billing', topics: ['orders'], onMessage });
  await expect.poll(() => values).toEqual(['1']);
  const second = runConsumer(kafkaOf(broker, 'fast'), { groupId: 'billing', topics: ['orders'] });
  await expect.poll(() => broker.group('billing').state).toBe('PreparingRebalance');
  expect(await hintsOf('group-rebalancing', () => broker.group('billing').waitUntilReady(SOON))).toEqual([
    'Group "billing" has been rebalancing for 0 ms: it waits for member slow-<uuid> (client "slow") to join again, or for 0 ms to pass ' +
      'without a heartbeat (their session timeout), or for 0 ms to pass (their rebalance timeout).',
  ]);
  release();
  await second;
});

test('group-rebalancing: its leader gives nobody an assignment', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const gate = broker.hold({ api: 'SyncGroup' });
  const running = runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  await gate.arrived();
  expect(await hintsOf('group-rebalancing', () => broker.group('billing').waitUntilReady(SOON))).toEqual([
    'Group "billing" has been rebalancing for 0 ms: it waits for the assignment by its leader, member api-<uuid> (client "api").',
  ]);
  gate.release();
  await running;
});

test('group-never-joined: with the clients that do nothing', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await connectedProducer(kafkaOf(broker, 'idle'));
  const writer = await connectedProducer(kafkaOf(broker, 'writer'));
  await writer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  expect(await hintsOf('group-never-joined', () => broker.group('billing').waitUntilReady(SOON))).toEqual([
    'Nobody is in group "billing"; there are no other groups. Connected without having joined a group: "idle". If that is its consumer, ' +
      'has it called subscribe() and run()?',
  ]);
});

test('subscribed-elsewhere: to what its members subscribe', async () => {
  const broker = await testBroker({ topics: ['orders', 'invoices'] });
  await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['invoices'] });
  await broker.group('billing').waitUntilReady();
  const wait = (): Promise<void> => broker.group('billing').waitUntilReady({ topics: ['orders'], ...SOON });
  expect(await hintsOf('subscribed-elsewhere', wait)).toEqual([
    'No member of group "billing" subscribes to "orders"; they subscribe to "invoices".',
  ]);
});

test('started-at-latest: behind the messages', async () => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: 1 }, { value: 2 }] } } });
  await runConsumer(kafkaOf(broker, 'worker'), { groupId: 'billing', topics: ['orders'], fromBeginning: false });
  await broker.group('billing').waitUntilReady();
  await broker.topic('orders').produce({ value: 3 });
  expect(await hintsOf('started-at-latest', () => broker.topic('invoices').waitForMessage(undefined, SOON))).toEqual([
    'Group "billing" started at "latest" of orders[0] (offset 2) after 2 messages had been written: they will never reach it.\n' +
      "Use fromBeginning: true (auto.offset.reset=earliest), or await broker.group('billing').waitUntilReady() before producing.",
  ]);
});

import { expect, test } from 'vitest';
import { failureOf, hintsOf, testBroker } from '../../test/broker.ts';

const SOON = { timeout: 10 };

test('no-leader: the node of the partition is stopped', async () => {
  const broker = await testBroker({ nodes: 2, topics: ['orders'] });
  const [{ leader } = {}] = broker.topic('orders').partitions;
  await broker.node(leader ?? 0).stop();
  const wait = (): Promise<unknown> => broker.topic('orders').waitForMessage(undefined, SOON);
  expect(await hintsOf('no-leader', wait)).toEqual([
    `orders[0] has no leader: its replicas are on node ${leader} (stopped).`,
  ]);
  expect(await hintsOf('node-stopped', wait)).toEqual([`Node ${leader} is stopped.`]);
});

test('no-leader: of several partitions they are listed', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 6 } } });
  await broker.node(1).stop();
  expect(await hintsOf('no-leader', () => broker.topic('orders').waitForMessage(undefined, SOON))).toEqual([
    'orders[0], orders[1], orders[2], orders[3] and 2 more have no leader that answers.',
  ]);
});

test("no-coordinator: the node that keeps the group's offsets is stopped", async () => {
  const broker = await testBroker({ nodes: 2, topics: { orders: { messages: [{ value: 1 }] } } });
  const group = broker.group('billing');
  await group.resetOffsets([{ topic: 'orders', offset: 1 }]);
  await broker.node(1).stop();
  await broker.node(2).stop();
  expect(await hintsOf('no-coordinator', () => group.waitForCommit({ topic: 'orders', offset: 2 }, SOON))).toEqual([
    expect.stringMatching(
      /^Group "billing" has no coordinator: __consumer_offsets\[\d+\] has no leader: its replicas are on node 1 \(stopped\), node 2 \(stopped\)\.$/,
    ),
  ]);
});

test('not-replicated: a follower is held back', async () => {
  const broker = await testBroker({ nodes: 2, topics: { orders: { replicationFactor: 2 } }, waitTimeout: 10 });
  const [{ leader } = {}] = broker.topic('orders').partitions;
  const follower = leader === 1 ? 2 : 1;
  broker.node(follower).holdReplication();
  await failureOf(() => broker.topic('orders').produce({ value: 1 }));
  expect(await hintsOf('not-replicated', () => broker.topic('orders').waitForMessage())).toEqual([
    `Consumers do not get 1 message of orders[0] yet: node ${follower} is held back (hold.release() and hold.expire() end that).`,
  ]);
});

test('node-slow: it has a latency', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  broker.node(1).setLatency(800); // ms, which `hintsOf` makes 0
  expect(await hintsOf('node-slow', () => broker.topic('orders').waitForMessage(undefined, SOON))).toEqual([
    'Node 1 answers 0 ms late: broker.node(1).setLatency(0) ends that.',
  ]);
});

test('node-stopped: it is paused', async () => {
  const broker = await testBroker({ nodes: 2, topics: ['orders'] });
  broker.node(2).pause();
  expect(await hintsOf('node-stopped', () => broker.topic('orders').waitForMessage(undefined, SOON))).toEqual([
    'Node 2 is paused.',
  ]);
  broker.node(2).resume();
});

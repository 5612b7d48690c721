import { createServer } from 'node:net';
import { AlterPartitionReassignmentsRequest, FetchRequest, HeartbeatRequest, ZERO_UUID } from '@testka/protocol';
import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../../test/broker.ts';
import { kafkaOf, runConsumer } from '../../test/kafkajs.ts';
import { RawClient, requestFrame } from '../../test/raw-client.ts';

const THREE = { nodes: 3, topics: { orders: { partitions: 3, replicationFactor: 3 } } } as const;

test('a message that only its leader has is not called the closest, but one that cannot be read yet', async () => {
  const broker = await testBroker({ ...THREE, waitTimeout: 50 });
  const orders = broker.topic('orders');
  const [follower = 0] = [1, 2, 3].filter((id) => id !== orders.partitions[0]?.leader);
  await orders.produce({ key: 'read', value: 'x', partition: 0 });
  broker.node(follower).holdReplication({ topic: 'orders' });
  await failureOf(() => orders.produce({ key: 'held', value: 'x', partition: 0 }));
  const lines = (await failureOf(() => orders.waitForMessage({ key: 'held' }))).message
    .replaceAll(/, \d+ ms ago/g, '')
    .split('\n');
  expect(lines.slice(0, 8)).toEqual([
    `topic "orders": no message matching { key: 'held' } within 50 ms; 1 cannot be read yet; 1 other arrived`,
    '',
    '  orders[0]@1, by the test, matches, but consumers cannot read it yet: not all in-sync replicas have it',
    '',
    '  Closest: orders[0]@0, by the test',
    '    - Expected   + Received',
    "    - key: 'held'",
    "    + key: 'read'",
  ]);
});

test('a member that is gone is waited for until its session ends, and the report says so', async () => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: 1 }] } } });
  const group = broker.group('billing');
  let release = (): void => {};
  const onMessage = (): Promise<void> => new Promise((resolve) => (release = resolve));
  const { values } = await runConsumer(kafkaOf(broker, 'slow'), { groupId: 'billing', topics: ['orders'], onMessage });
  await expect.poll(() => values).toEqual(['1']);
  const [gone] = group.members;
  broker.node(1).disconnectClients();
  await expect.poll(() => broker.connections).toEqual([]);
  const second = runConsumer(kafkaOf(broker, 'fast'), { groupId: 'billing', topics: ['orders'] });
  await expect.poll(() => group.state).toBe('PreparingRebalance');
  const report = (await failureOf(() => group.waitUntilReady({ timeout: 1 }))).message;
  expect(report.match(/it waits for .*(?= \[)/)?.[0]).toBe(
    `it waits for member ${gone?.memberId} (client "slow") to join again, or for 30.0 s to pass (their session timeout): their connections are gone.`,
  );
  release();
  await second;
});

test('of several nodes the requests show which one answered, in columns, with topics and partitions', async () => {
  const broker = await testBroker(THREE);
  const client = await RawClient.connect(`127.0.0.1:${broker.node(1).port}`);
  const partitions = [{ partitionIndex: 2, replicas: [1, 2, 3] }];
  const topics = [{ name: 'orders', partitions }];
  client.write(
    requestFrame('AlterPartitionReassignments', AlterPartitionReassignmentsRequest, 0, { timeoutMs: 1000, topics }),
  );
  await client.frame();
  expect(broker.explain().match(/raw .*/)?.[0]).toMatch(
    /^raw {2}node 1 {2}AlterPartitionReassignments v0 {2}orders\[2\] {2}→ ok {2}\d+ ms$/,
  );
});

test('where all replicas run, the way out is an election', async () => {
  const broker = await testBroker(THREE);
  const orders = broker.topic('orders');
  orders.setLeader(0, null);
  const replicas = orders.partitions[0]?.replicas.map((id) => `node ${id}`).join(', ');
  expect(await failureOf(() => orders.produce({ value: 'x', partition: 0 }))).toMatchObject({
    message: `ERR_NO_LEADER: orders[0] has no leader: its replicas are on ${replicas}; elect a leader with topic.setLeader()`,
  });
});

test('messages without a key go past partitions that have no leader', async () => {
  const broker = await testBroker(THREE);
  const orders = broker.topic('orders');
  orders.setLeader(0, null);
  await orders.produce({ value: 1 }, { value: 2 }, { value: 3 });
  expect(orders.messages().map(({ partition }) => partition)).toEqual([1, 2, 1]);
});

test('a leader or coordinator that cannot be because its node does not run says how to change that', async () => {
  const broker = await testBroker(THREE);
  await broker.node(1).stop();
  const messages = await Promise.all(
    [() => broker.group('billing').setCoordinator(1), () => broker.topic('orders').setLeader(0, 1)].map(failureOf),
  );
  expect(messages.map(({ message }) => message)).toEqual([
    'ERR_LEADER_REFUSED: node 1 does not run; start() it first',
    'ERR_LEADER_REFUSED: node 1 does not run; start() it first',
  ]);
});

test('a node whose port somebody else has taken is named', async () => {
  const broker = await testBroker(THREE);
  const { port } = broker.node(2);
  await broker.node(2).stop();
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
  const error = await failureOf(() => broker.node(2).start());
  expect(error.message).toBe(
    `ERR_PORT_IN_USE: port ${port} on 127.0.0.1, where node 2 was and must come back, is in use; close what listens there`,
  );
  await new Promise((resolve) => squatter.close(resolve));
});

test('requests to a paused node are shown while they wait', async () => {
  const broker = await testBroker(THREE);
  const node = broker.node(1);
  const client = await RawClient.connect(`127.0.0.1:${node.port}`);
  node.pause();
  client.write(requestFrame('Heartbeat', HeartbeatRequest, 4, { groupId: 'billing', generationId: 1, memberId: 'me' }));
  await expect.poll(() => broker.connections).toMatchObject([{ inFlight: 1 }]);
  const waiting = (): string[] =>
    broker
      .explain()
      .match(/^Waiting: .*\n.*$/m)?.[0]
      .split('\n') ?? [];
  expect(waiting()).toEqual(['Waiting: 1 request', '  -  Heartbeat v4  → unanswered, node 1 is paused']);
  node.resume();
  await client.frame();
  expect(waiting()).toEqual([]);
});

test('a request from before a reset that is answered after it counts from the reset', async () => {
  const broker = await testBroker({ topics: ['orders', 'audit'], maxFetchWait: 60_000 });
  const client = await RawClient.connect(broker.bootstrapServers);
  const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }];
  const topics = [{ topic: 'orders', topicId: ZERO_UUID, partitions }];
  const limits = { replicaId: -1, maxWaitMs: 30_000, minBytes: 1, forgottenTopicsData: [] };
  client.write(requestFrame('Fetch', FetchRequest, 11, { ...limits, topics }));
  await expect.poll(() => broker.connections).toMatchObject([{ inFlight: 1 }]);
  await failureOf(() => broker.topic('audit').waitForMessage(undefined, { timeout: 5 }));
  await broker.reset();
  await broker.topic('orders').produce({ value: 'x' });
  await client.frame();
  expect(broker.explain().match(/^ {2}\S+ {2}raw {2}Fetch v11/m)?.[0]).toBe('  +0.000  raw  Fetch v11');
});

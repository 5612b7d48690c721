import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../../test/broker.ts';
import { connectedProducer, kafkaOf, runConsumer } from '../../test/kafkajs.ts';
import { RawClient } from '../../test/raw-client.ts';
import type { Broker } from '../index.ts';

const THREE = { nodes: 3, topics: { orders: { partitions: 3, replicationFactor: 3 } } } as const;

/** What there is to see of each partition, as one line. */
function layout(broker: Broker, topic = 'orders'): string[] {
  return broker
    .topic(topic)
    .partitions.map(({ partition, leader, isr }) => `${partition}: led by ${leader}, isr ${inOrder(isr).join()}`);
}

function inOrder(ids: readonly number[]): number[] {
  return ids.toSorted((a, b) => a - b);
}

/** The partition that a node leads. */
function ledBy(broker: Broker, node: number): number {
  return broker.topic('orders').partitions.find(({ leader }) => leader === node)?.partition ?? -1;
}

test('what a node led is led by others when it stops, and it comes back at its port, in sync', async () => {
  const broker = await testBroker(THREE);
  const stopped = broker.node(1);
  const before = { port: stopped.port, partition: ledBy(broker, 1) };
  const { leaderEpoch } = broker.topic('orders').partitions[before.partition] ?? {};
  const client = await RawClient.connect(`127.0.0.1:${before.port}`);
  await stopped.stop();
  await client.closed;
  expect({ up: stopped.up, paused: stopped.paused, isController: stopped.isController, port: stopped.port }).toEqual({
    up: false,
    paused: false,
    isController: false,
    port: before.port,
  });
  expect(broker.node(2).isController).toBe(true);
  expect(await failureOf(() => RawClient.connect(`127.0.0.1:${before.port}`))).toMatchObject({ code: 'ECONNREFUSED' });
  const moved = broker.topic('orders').partitions[before.partition];
  expect(moved?.leader).not.toBe(1);
  expect(moved?.leaderEpoch).toBe((leaderEpoch ?? 0) + 1);
  for (const { isr } of broker.topic('orders').partitions) expect(isr).not.toContain(1);
  await broker.topic('orders').produce(...[0, 1, 2].map((partition) => ({ value: 'while it is away', partition })));
  expect(broker.topic('orders').messages()).toHaveLength(3);
  await stopped.start();
  expect(stopped.up).toBe(true);
  (await RawClient.connect(`127.0.0.1:${before.port}`)).destroy();
  for (const { isr } of broker.topic('orders').partitions) expect(inOrder(isr)).toEqual([1, 2, 3]);
});

test('stopping and starting again what is stopped or started changes nothing', async () => {
  const broker = await testBroker(THREE);
  await Promise.all([broker.node(2).stop(), broker.node(2).stop()]);
  await broker.node(2).kill();
  await Promise.all([broker.node(2).start(), broker.node(2).start()]);
  await broker.node(1).start();
  broker.node(1).resume();
  broker.node(3).pause();
  broker.node(3).pause();
  expect(broker.nodes.map(({ up, paused }) => ({ up, paused }))).toEqual([
    { up: true, paused: false },
    { up: true, paused: false },
    { up: false, paused: true },
  ]);
});

test('a node that is stopped and started in one breath runs and listens', async () => {
  const broker = await testBroker(THREE);
  const node = broker.node(2);
  await Promise.all([node.stop(), node.start(), node.stop(), node.start()]);
  expect(node.up).toBe(true);
  (await RawClient.connect(`127.0.0.1:${node.port}`)).destroy();
  await Promise.all([node.stop(), node.start(), node.stop()]);
  expect(node.up).toBe(false);
  expect(await failureOf(() => RawClient.connect(`127.0.0.1:${node.port}`))).toMatchObject({ code: 'ECONNREFUSED' });
});

test('without an election nobody leads what the node led, until it is back', async () => {
  const broker = await testBroker(THREE);
  const partition = ledBy(broker, 2);
  await broker.node(2).stop({ election: false });
  expect(broker.topic('orders').partitions[partition]?.leader).toBeNull();
  expect(await failureOf(() => broker.topic('orders').produce({ value: 'x', partition }))).toMatchObject({
    name: 'BrokerError',
    message: expect.stringMatching(
      /^ERR_NO_LEADER: orders\[\d\] has no leader: its replicas are on node .*; start or resume a node that has it, or elect another leader with topic.setLeader\(\)$/,
    ),
  });
  expect(broker.topic('orders').messages()).toEqual([]);
  await broker.node(2).start();
  expect(broker.topic('orders').partitions[partition]?.leader).not.toBeNull();
  await broker.topic('orders').produce({ value: 'x', partition });
});

test('nothing is written when one of the leaders is missing', async () => {
  const broker = await testBroker(THREE);
  broker.topic('orders').setLeader(2, null);
  const messages = [0, 1, 2].map((partition) => ({ value: 'x', partition }));
  expect(await failureOf(() => broker.topic('orders').produce(...messages))).toMatchObject({ code: 'ERR_NO_LEADER' });
  expect(broker.topic('orders').messages()).toEqual([]);
});

test('a killed node is taken for the leader until its session ends', async () => {
  const broker = await testBroker({ ...THREE, config: { 'broker.session.timeout.ms': 100 } });
  const partition = ledBy(broker, 3);
  await broker.node(3).kill();
  expect(broker.topic('orders').partitions[partition]?.leader).toBe(3);
  await expect.poll(() => broker.topic('orders').partitions[partition]?.leader).not.toBe(3);
  await broker.node(3).start();
  expect(layout(broker).every((line) => line.endsWith('isr 1,2,3'))).toBe(true);
});

test('a paused node keeps its connections and answers nothing until it goes on', async () => {
  const broker = await testBroker(THREE);
  const partition = ledBy(broker, 1);
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({ topic: 'orders', messages: [{ value: 'before', partition }] });
  broker.node(1).pause();
  expect([broker.node(1).up, broker.node(1).paused]).toEqual([false, true]);
  const connected = broker.connections.filter(({ node }) => node === 1).length;
  const sent = producer.send({ topic: 'orders', messages: [{ value: 'after', partition }] });
  await expect.poll(() => broker.connections.some(({ node, inFlight }) => node === 1 && inFlight > 0)).toBe(true);
  expect(broker.topic('orders').messages()).toHaveLength(1);
  expect(broker.connections.filter(({ node }) => node === 1)).toHaveLength(connected);
  broker.node(1).resume();
  await sent;
  expect(broker.topic('orders').messages()).toHaveLength(2);
});

test('what makes no sense for the state of a node is refused, with the way out', async () => {
  const broker = await testBroker(THREE);
  await broker.node(1).stop();
  broker.node(2).pause();
  const messages = await Promise.all(
    [
      () => broker.node(1).pause(),
      () => broker.node(1).resume(),
      () => broker.node(2).start(),
      () => broker.node(3).stop({ elect: false } as never),
      () => broker.node(3).stop({ election: 'no' } as never),
    ].map(failureOf),
  );
  expect(messages.map(({ message }) => message)).toEqual([
    'ERR_NODE_STATE: node 1 does not run; start() it first',
    'ERR_NODE_STATE: node 1 is not paused; start() is for nodes that are stopped',
    'ERR_NODE_STATE: node 2 was not stopped; resume() is what ends a pause',
    "ERR_INVALID_ARGUMENT: stop() has no 'elect'; known are election",
    "ERR_INVALID_ARGUMENT: election must be true or false, not 'no'",
  ]);
});

test('leaders move where they are told, and to nobody', async () => {
  const broker = await testBroker(THREE);
  const orders = broker.topic('orders');
  for (const node of [1, 2, 3, null]) {
    orders.setLeader(0, node);
    expect(orders.partitions[0]?.leader).toBe(node);
  }
  orders.setLeader(0, 2);
  await orders.produce({ value: 'x', partition: 0 });
  await broker.node(3).stop();
  const messages = await Promise.all(
    [
      () => orders.setLeader(0, 3),
      () => orders.setLeader(0, 4),
      () => orders.setLeader(3, 1),
      () => broker.topic('nothing').setLeader(0, 1),
    ].map(failureOf),
  );
  expect(messages.map(({ message }) => message)).toEqual([
    'ERR_LEADER_REFUSED: node 3 does not run; start() it first',
    'ERR_UNKNOWN_NODE: there is no node 4; there are 1, 2, 3. Name nodes with createBroker({ nodes })',
    'ERR_INVALID_PARTITION: the partition of topic "orders" must be an integer from 0 to 2, not 3',
    'ERR_UNKNOWN_TOPIC: topic "nothing" does not exist; there are orders. Create it with createTopics() first',
  ]);
});

test('a group goes on under another coordinator', async () => {
  const broker = await testBroker(THREE);
  const group = broker.group('billing');
  const { values } = await runConsumer(kafkaOf(broker), {
    groupId: 'billing',
    topics: ['orders'],
    fromBeginning: true,
  });
  await group.waitUntilReady();
  for (const node of [1, 2, 3]) {
    group.setCoordinator(node);
    expect(group.coordinator).toBe(node);
    await group.waitUntilReady();
    await broker.topic('orders').produce({ value: `under ${node}` });
    await group.waitUntilCaughtUp();
  }
  expect(new Set(values)).toEqual(new Set(['under 1', 'under 2', 'under 3']));
  expect(await failureOf(() => group.setCoordinator(7))).toMatchObject({ code: 'ERR_UNKNOWN_NODE' });
  await broker.node(3).stop({ election: false });
  expect(group.coordinator).toBeNull();
  expect(await failureOf(() => broker.group('billing').delete())).toMatchObject({
    message: expect.stringMatching(
      /^ERR_NO_LEADER: group "billing" has no coordinator: __consumer_offsets\[\d\] has no/,
    ),
  });
});

test('consumers and producers follow when nodes stop and start', async () => {
  const broker = await testBroker(THREE);
  const { values } = await runConsumer(kafkaOf(broker), {
    groupId: 'billing',
    topics: ['orders'],
    fromBeginning: true,
  });
  const producer = await connectedProducer(kafkaOf(broker));
  await broker.group('billing').waitUntilReady();
  for (const node of [1, 2, 3]) {
    await broker.node(node).stop();
    await producer.send({ topic: 'orders', acks: -1, messages: [{ key: `${node}`, value: `${node} down` }] });
    await broker.node(node).start();
    await producer.send({ topic: 'orders', acks: -1, messages: [{ key: `${node}`, value: `${node} up` }] });
  }
  await broker.group('billing').waitUntilCaughtUp();
  expect(new Set(values)).toEqual(new Set(['1 down', '1 up', '2 down', '2 up', '3 down', '3 up']));
});

test('a follower that is held back keeps messages from readers, until it is released', async () => {
  const broker = await testBroker({ ...THREE, waitTimeout: 100 });
  const orders = broker.topic('orders');
  const [follower = 0] = [1, 2, 3].filter((id) => id !== orders.partitions[0]?.leader);
  const hold = broker.node(follower).holdReplication({ topic: 'orders', partition: 0 });
  await orders.produce({ value: 'elsewhere', partition: 1 });
  expect(await failureOf(() => orders.produce({ value: 'held', partition: 0 }))).toMatchObject({
    message:
      'ERR_PRODUCE_FAILED: orders[0] refused the messages with REQUEST_TIMED_OUT (they are written, but not all in-sync ' +
      "replicas have them; see broker.explain()); a client's producer would get the same error",
  });
  expect(orders.messages().map(({ value }) => value)).toEqual(['elsewhere']);
  const late = await failureOf(() => orders.waitForMessage({ value: 'held' }, { timeout: 1 }));
  expect(hintsIn(late.message)).toEqual([
    `Consumers do not get 1 message of orders[0] yet: node ${follower} is held back (hold.release() and hold.expire() end that).`,
  ]);
  hold.release();
  hold.release();
  expect(orders.messages().map(({ value }) => value)).toEqual(['elsewhere', 'held']);
  expect(inOrder(orders.partitions[0]?.isr ?? [])).toEqual([1, 2, 3]);
});

test('a follower that is held back leaves the in-sync replicas when it is late, or told to be', async () => {
  const broker = await testBroker({ ...THREE, config: { 'replica.lag.time.max.ms': 100 } });
  const orders = broker.topic('orders');
  const [first = 0, second = 0] = [1, 2, 3].filter((id) => id !== orders.partitions[0]?.leader);
  {
    using hold = broker.node(first).holdReplication();
    hold.expire();
    expect(inOrder(orders.partitions[0]?.isr ?? [])).toEqual([1, 2, 3]);
    await orders.produce({ value: 'late', partition: 0 });
    expect(orders.partitions[0]?.isr).not.toContain(first);
  }
  expect(inOrder(orders.partitions[0]?.isr ?? [])).toEqual([1, 2, 3]);
  await broker.close();

  const patient = await testBroker(THREE);
  const hold = patient.node(second).holdReplication({ topic: 'orders' });
  const produced = patient.topic('orders').produce({ value: 'told to be', partition: 0 });
  hold.expire();
  await produced;
  expect(patient.topic('orders').partitions[0]?.isr).not.toContain(second);
  await patient.topic('orders').delete();
  hold.expire();
  hold.release();
});

test('of two holds of the same the last one counts, and a wider one ends narrower ones', async () => {
  const broker = await testBroker({ ...THREE, waitTimeout: 50 });
  const orders = broker.topic('orders');
  const [follower = 0] = [1, 2, 3].filter((id) => id !== orders.partitions[0]?.leader);
  const node = broker.node(follower);
  const [one, other] = [node.holdReplication({ topic: 'orders' }), node.holdReplication({ topic: 'orders' })];
  one.release();
  expect(await failureOf(() => orders.produce({ value: 'x', partition: 0 }))).toMatchObject({
    code: 'ERR_PRODUCE_FAILED',
  });
  other.release();
  await orders.produce({ value: 'x', partition: 0 });
  const [narrow, wide] = [node.holdReplication({ topic: 'orders', partition: 0 }), node.holdReplication()];
  wide.release();
  await orders.produce({ value: 'x', partition: 0 });
  narrow.release();
});

test('what cannot be held is named', async () => {
  const broker = await testBroker(THREE);
  const node = broker.node(1);
  const messages = await Promise.all(
    [
      () => node.holdReplication({ topic: 'nothing' }),
      () => node.holdReplication({ topic: 'orders', partition: 3 }),
      () => node.holdReplication({ partition: 0 }),
      () => node.holdReplication({ topics: ['orders'] } as never),
      () => node.holdReplication('orders' as never),
    ].map(failureOf),
  );
  expect(messages.map(({ message }) => message)).toEqual([
    'ERR_UNKNOWN_TOPIC: topic "nothing" does not exist; there are orders. Create it with createTopics() first',
    'ERR_INVALID_PARTITION: the partition of topic "orders" must be an integer from 0 to 2, not 3',
    'ERR_INVALID_ARGUMENT: holdReplication() is told a partition and no topic; say { topic, partition }',
    "ERR_INVALID_ARGUMENT: holdReplication() has no 'topics'; did you mean topic?",
    "ERR_INVALID_ARGUMENT: what holdReplication() holds must be an object, not 'orders'",
  ]);
});

test('reset puts every node back, with its leaders', async () => {
  const broker = await testBroker(THREE);
  const before = { layout: layout(broker), ports: broker.nodes.map(({ port }) => port) };
  await broker.node(1).stop({ election: false });
  await broker.node(2).kill();
  broker.node(3).pause();
  await broker.reset();
  expect(broker.nodes.map(({ up }) => up)).toEqual([true, true, true]);
  expect(broker.nodes.map(({ port }) => port)).toEqual(before.ports);
  expect(layout(broker)).toEqual(before.layout);
  for (const port of before.ports) (await RawClient.connect(`127.0.0.1:${port}`)).destroy();
  broker.topic('orders').setLeader(0, null);
  broker.node(2).holdReplication();
  await broker.reset();
  expect(layout(broker)).toEqual(before.layout);
});

test('reset waits for consumers that follow to other nodes', async () => {
  const broker = await testBroker(THREE);
  const { values } = await runConsumer(kafkaOf(broker), {
    groupId: 'billing',
    topics: ['orders'],
    fromBeginning: true,
  });
  await broker.group('billing').waitUntilReady();
  const { coordinator } = broker.group('billing');
  const [next = 0, third = 0] = [1, 2, 3].filter((id) => id !== coordinator);
  for (const round of [1, 2, 3]) {
    broker.group('billing').setCoordinator(next);
    await broker.node(third).stop();
    await broker.topic('orders').produce(...[0, 1, 2].map((partition) => ({ value: `${round}`, partition })));
    await broker.group('billing').waitUntilCaughtUp();
    await broker.reset();
    expect(broker.group('billing').coordinator).toBe(coordinator);
    values.length = 0;
    await broker.topic('orders').produce({ value: `after ${round}` });
    await broker.group('billing').waitUntilCaughtUp();
    expect(values).toEqual([`after ${round}`]);
  }
}, 20_000);

test('a broker is closed while nodes are stopped, and frees their ports', async () => {
  const broker = await testBroker(THREE);
  await broker.node(2).stop();
  broker.node(3).pause();
  const ports = broker.nodes.map(({ port }) => port);
  await broker.close();
  for (const port of ports) {
    expect(await failureOf(() => RawClient.connect(`127.0.0.1:${port}`))).toMatchObject({ code: 'ECONNREFUSED' });
  }
  expect(await failureOf(() => broker.node(2).start())).toMatchObject({ code: 'ERR_BROKER_CLOSED' });
  expect(await failureOf(() => broker.node(1).stop())).toMatchObject({ code: 'ERR_BROKER_CLOSED' });
});

test('a port that was taken meanwhile is named', async () => {
  const broker = await testBroker({ nodes: 2 });
  const { port } = broker.node(2);
  await broker.node(2).stop();
  const other = await testBroker({ port });
  expect(await failureOf(() => broker.node(2).start())).toMatchObject({ code: 'ERR_PORT_IN_USE' });
  expect(broker.node(2).up).toBe(false);
  await other.close();
  await broker.node(2).start();
  expect(broker.node(2).up).toBe(true);
});

test('while no node runs, what needs one says so, and reset() brings all of them back', async () => {
  const broker = await testBroker(THREE);
  await Promise.all(broker.nodes.map((node) => node.stop()));
  const messages = await Promise.all(
    [
      () => broker.createTopics(['more']),
      () => broker.topic('new').produce({ value: 'x' }),
      () => broker.group('billing').setCoordinator(1),
      () => broker.group('billing').resetOffsets([{ topic: 'orders', offset: 0 }]),
      () => broker.group('billing').delete(),
      () => broker.topic('orders').setConfig({ 'retention.ms': '1' }),
      () => broker.topic('orders').addPartitions(4),
      () => broker.topic('orders').deleteRecords(0),
      () => broker.topic('orders').setLeader(0, 1),
      () => broker.topic('orders').delete(),
    ].map(failureOf),
  );
  expect(new Set(messages.map(({ message }) => message))).toEqual(
    new Set(['ERR_NODE_STATE: no node is running; start one, for instance with broker.node(1).start()']),
  );
  expect(broker.topic('orders').messages()).toEqual([]);
  await broker.reset();
  await Promise.all(broker.nodes.map((node) => node.kill()));
  expect((await failureOf(() => broker.topic('orders').setConfig({ 'retention.ms': '1' }))).message).toBe(
    'ERR_NODE_STATE: no node is running; start one, for instance with broker.node(1).start()',
  );
  await broker.reset();
  await broker.topic('orders').produce({ value: 'x' });
});

test('reports say which nodes are stopped and what that means', async () => {
  const broker = await testBroker(THREE);
  await broker.group('billing').resetOffsets([{ topic: 'orders', offset: 0 }]);
  broker.group('billing').setCoordinator(2);
  broker.topic('orders').setLeader(0, 2);
  broker.topic('orders').setLeader(1, 1);
  broker.topic('orders').setLeader(2, 1);
  await broker.node(2).stop({ election: false });
  broker.node(3).pause();
  const replicas = (partition: number): string =>
    (broker.topic('orders').partitions[partition]?.replicas ?? [])
      .map((id) => ['', 'node 1', 'node 2 (stopped)', 'node 3 (paused)'][id])
      .join(', ');
  const error = await failureOf(() => broker.topic('orders').waitForMessage(undefined, { timeout: 1 }));
  const down = ['Node 2 is stopped.', 'Node 3 is paused.'];
  const noClient =
    'No client has connected to this broker. Is the application started, and does it use broker.bootstrapServers?';
  const noLeader = `orders[0] has no leader: its replicas are on ${replicas(0)}.`;
  expect(hintsIn(error.message)).toEqual([noClient, noLeader, ...down]);
  const report = broker.explain();
  expect(report.split('\n').slice(0, 3)).toEqual([
    `Broker 1 on 127.0.0.1:${broker.node(1).port}`,
    `Broker 2 on 127.0.0.1:${broker.node(2).port}, stopped`,
    `Broker 3 on 127.0.0.1:${broker.node(3).port}, paused`,
  ]);
  const noCoordinator =
    'Groups in __consumer_offsets[0], __consumer_offsets[1], __consumer_offsets[3], __consumer_offsets[4] have no coordinator that answers.';
  expect(hintsIn(report)).toEqual([noClient, noLeader, noCoordinator, ...down]);
  broker.topic('orders').setLeader(1, null);
  expect(hintsIn(broker.explain())).toEqual([
    noClient,
    'orders[0], orders[1] have no leader that answers.',
    noCoordinator,
    ...down,
  ]);
  const ofGroup = await failureOf(() => broker.group('billing').waitUntilCaughtUp({ timeout: 1 }));
  expect(hintsIn(ofGroup.message)).toContainEqual(
    expect.stringMatching(
      /^Group "billing" has no coordinator: __consumer_offsets\[\d\] has no leader: its replicas are on node/,
    ),
  );
});

function hintsIn(report: string): string[] {
  return [...report.matchAll(/^ *• (.*) \[[a-z-]+\]$/gm)].map(([, hint]) => hint ?? '');
}

import { expect, test } from 'vitest';
import { testBroker } from '../../test/broker.ts';
import { connectedProducer, kafkaOf, runConsumer } from '../../test/kafkajs.ts';
import type { Broker } from '../index.ts';

function portsOf(broker: Broker): number[] {
  return broker.connections.map(({ remotePort }) => remotePort);
}

/** The ports of what is closed by a call. */
function closedBy(broker: Broker, call: () => void): number[] {
  const before = portsOf(broker);
  call();
  const after = new Set(portsOf(broker));
  return before.filter((port) => !after.has(port));
}

test("a member's connections are closed, to all nodes, and no others of the same client id", async () => {
  const broker = await testBroker({ nodes: 2, topics: { orders: { partitions: 2 }, refunds: { partitions: 2 } } });
  const kafka = kafkaOf(broker, 'worker');
  const producer = await connectedProducer(kafka);
  await producer.send({ topic: 'orders', messages: [{ value: 'a', partition: 0 }] });
  const ofProducer = portsOf(broker);
  await runConsumer(kafka, { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady();
  const before = new Set(portsOf(broker));
  await runConsumer(kafka, { groupId: 'refunding', topics: ['refunds'] });
  await broker.group('refunding').waitUntilReady();
  const ofBilling = [...before].filter((port) => !ofProducer.includes(port));
  const ofRefunding = portsOf(broker).filter((port) => !before.has(port));

  const [member] = broker.group('billing').members;
  const nodes = broker.connections.map(({ remotePort, node }) => [remotePort, node] as const);
  const closed = closedBy(broker, () => member?.disconnect());
  // Those to both nodes that it has joined and fetched over; kafkajs has one for metadata alone, which nobody can tell.
  expect(new Set(nodes.filter(([port]) => closed.includes(port)).map(([, node]) => node))).toEqual(new Set([1, 2]));
  expect(ofBilling).toEqual(expect.arrayContaining(closed));
  expect(portsOf(broker)).toEqual(expect.arrayContaining([...ofProducer, ...ofRefunding]));
});

test('a member that was disconnected connects again, and reads on as the same member', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const { values } = await runConsumer(kafkaOf(broker, 'worker'), { groupId: 'billing', topics: ['orders'] });
  const group = broker.group('billing');
  await group.waitUntilReady();
  const [member] = group.members;
  member?.disconnect();
  expect([broker.connections, group.members[0]?.memberId]).toEqual([[], member?.memberId]);
  // Nothing is there to be closed any more.
  member?.disconnect();
  await broker.topic('orders').produce({ value: 'a' });
  await group.waitUntilCaughtUp();
  expect([values, group.members.length]).toEqual([['a'], 1]);
});

test('a member that is still joining is disconnected, and a producer with its client id is not', async () => {
  const broker = await testBroker({ topics: ['orders'], config: { 'group.initial.rebalance.delay.ms': 60_000 } });
  const kafka = kafkaOf(broker, 'worker');
  const producer = await connectedProducer(kafka);
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  const ofProducer = portsOf(broker);
  void runConsumer(kafka, { groupId: 'billing', topics: ['orders'] }).catch(() => {});
  await expect.poll(() => broker.group('billing').members).toHaveLength(1);
  const closed = closedBy(broker, () => broker.group('billing').members[0]?.disconnect());
  expect([closed.length, portsOf(broker)]).toEqual([1, ofProducer]);
});

test('a member is plain data, with a call that does not show', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await runConsumer(kafkaOf(broker, 'worker'), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady();
  const [member] = broker.group('billing').members;
  expect(structuredClone(member)).toEqual({ ...member, subscription: ['orders'], ready: true });
  expect(member?.disconnect).toBeTypeOf('function');
});

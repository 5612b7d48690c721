import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../../test/broker.ts';
import { connectedProducer, kafkaOf } from '../../test/kafkajs.ts';

const THREE = { nodes: 3, topics: { orders: { partitions: 3, replicationFactor: 3 } } } as const;

test('what a slow node has stored it acknowledges later, and the others do not wait for it', async () => {
  const broker = await testBroker({ ...THREE, clock: 'manual' });
  const producer = await connectedProducer(kafkaOf(broker));
  const slow = broker.node(broker.topic('orders').partitions[0]?.leader ?? 1);
  const send = (partition: number) => producer.send({ topic: 'orders', messages: [{ value: 'x', partition }] });
  await Promise.all([send(0), send(1)]);
  slow.setLatency(300);
  expect(slow.latency).toBe(300);
  let isAcknowledged = false;
  const sending = send(0).then(() => (isAcknowledged = true));
  await broker.topic('orders').waitForMessages(2, ({ partition }) => partition === 0);
  await send(1);
  expect(isAcknowledged).toBe(false);
  await broker.clock.advance(300);
  await sending;
  slow.setLatency(0);
  await send(0);
  expect(slow.latency).toBe(0);
});

test('reset() ends latency; reports say which node is slow, and what ends that', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 1 });
  broker.node(1).setLatency(250);
  const { message } = await failureOf(() => broker.topic('orders').waitForMessage());
  expect(message).toContain('• Node 1 answers 250 ms late: broker.node(1).setLatency(0) ends that.');
  await broker.reset();
  expect([broker.node(1).latency, broker.explain().includes('ms late')]).toEqual([0, false]);
});

/** Whether a connection to the port is closed by the broker before anything was said. */
async function isTurnedAway(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const closed = once(socket, 'close').then(() => true);
  socket.on('error', () => {}).resume();
  // Whoever is let in is answered.
  const answered = once(socket, 'data').then(() => false);
  socket.write(Buffer.from('0000000a00120000000000010000', 'hex'));
  const result = await Promise.race([closed, answered]);
  socket.destroy();
  return result;
}

test('connections to one node are refused as often as is wanted, and those that are there stay', async () => {
  const broker = await testBroker(THREE);
  const { port } = broker.node(2);
  const fault = broker.node(2).refuseConnections({ times: 2 });
  expect([await isTurnedAway(port), await isTurnedAway(port), await isTurnedAway(port)]).toEqual([true, true, false]);
  await fault.waitForHit(2);
  expect([fault.hits, fault.remaining]).toEqual([2, 0]);
  expect(fault.fault).toEqual({ node: 2, refuseConnections: true, times: 2 });
  expect(broker.explain()).toContain('• Fault Connections to node 2 → refused has acted 2×; none to come.');
});

test('a client that finds no way in tries again until it is let in', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  using refusing = broker.node(1).refuseConnections();
  const connecting = connectedProducer(kafkaOf(broker, 'api', { initialRetryTime: 5, maxRetryTime: 20, retries: 100 }));
  await refusing.waitForHit(2);
  refusing.remove();
  const producer = await connecting;
  await producer.send({ topic: 'orders', messages: [{ value: 'x' }] });
});

test('connections that were to be refused and never came are left over', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  broker.node(1).refuseConnections({ times: 1 });
  expect(broker.leftovers()).toMatchObject([
    {
      kind: 'unused-fault',
      description: expect.stringMatching(/^fault Connections to node 1 → refused was never hit/),
    },
  ]);
});

test('what makes no sense is refused', async () => {
  const broker = await testBroker();
  const node = broker.node(1);
  expect((await failureOf(() => node.setLatency(-1))).message).toBe(
    'ERR_INVALID_ARGUMENT: the latency must be an integer from 0 to 2147483647, not -1',
  );
  expect((await failureOf(() => node.refuseConnections({ times: 0 }))).message).toBe(
    'ERR_INVALID_ARGUMENT: times must be an integer from 1 to 2147483647, not 0',
  );
  expect((await failureOf(() => node.refuseConnections({ time: 1 } as object))).message).toBe(
    "ERR_INVALID_ARGUMENT: refuseConnections() has no 'time'; did you mean times?",
  );
});

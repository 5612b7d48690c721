import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../../test/broker.ts';
import { UnregisterBrokerRequest, UnregisterBrokerResponse } from '@testka/protocol';
import { decodeResponse, RawClient, requestFrame } from '../../test/raw-client.ts';
import type { Broker } from '../index.ts';

const THREE = { nodes: 3, topics: { orders: { partitions: 3, replicationFactor: 3 } } } as const;

function layout(broker: Broker): string[] {
  return broker
    .topic('orders')
    .partitions.map(({ leader, isr }) => `led by ${leader}, isr ${isr.toSorted((a, b) => a - b).join()}`);
}

/** As a client asks for it. */
async function unregister(broker: Broker, brokerId: number): Promise<void> {
  const client = await RawClient.connect(`127.0.0.1:${broker.node(1).port}`);
  client.write(requestFrame('UnregisterBroker', UnregisterBrokerRequest, 0, { brokerId }));
  const frame = await client.frame();
  const answer = frame === undefined ? undefined : decodeResponse(frame, UnregisterBrokerResponse, 0);
  expect(answer).toMatchObject({ errorCode: 0 });
  client.destroy();
}

/** Who is in sync, by partition. */
function inSync(broker: Broker): string[] {
  return broker.topic('orders').partitions.map(({ isr }) => isr.toSorted((a, b) => a - b).join());
}

test('a node that was stopped and unregistered is known, and registered again by its start', async () => {
  const broker = await testBroker(THREE);
  await broker.node(3).stop();
  await unregister(broker, 3);
  expect(broker.nodes.map(({ id, up }) => [id, up])).toEqual([
    [1, true],
    [2, true],
    [3, false],
  ]);
  expect(broker.node(3).up).toBe(false);
  expect((await failureOf(async () => broker.node(4))).message).toMatch(/there is no node 4; there are 1, 2, 3\. /);
  expect(broker.explain().split('\n')[2]).toBe(`Broker 3 on 127.0.0.1:${broker.node(3).port}, stopped, unregistered`);
  await broker.node(3).start();
  expect(broker.node(3).up).toBe(true);
  expect(inSync(broker)).toEqual(['1,2,3', '1,2,3', '1,2,3']);
  expect(broker.explain().split('\n')[2]).toBe(`Broker 3 on 127.0.0.1:${broker.node(3).port}`);
});

test('a node that was unregistered while it ran comes back by a stop and a start', async () => {
  const broker = await testBroker(THREE);
  await unregister(broker, 3);
  expect(broker.node(3).up).toBe(true);
  await broker.node(3).stop();
  await broker.node(3).start();
  expect(inSync(broker)).toEqual(['1,2,3', '1,2,3', '1,2,3']);
});

test('a node that unregistered itself and runs on is registered again by its start, as the message says', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const { port } = broker.node(1);
  await unregister(broker, 1);
  expect(broker.node(1).up).toBe(true);
  expect(await failureOf(() => broker.createTopics(['more']))).toMatchObject({
    message: 'ERR_NODE_STATE: no node is running; start one, for instance with broker.node(1).start()',
  });
  await broker.node(1).start();
  await broker.createTopics(['more']);
  await broker.topic('more').produce({ value: 'x' });
  expect(broker.node(1).port).toBe(port);
  expect(broker.explain().split('\n')[0]).toContain(`${port}`);
});

test('of nodes that are all paused one is to be resumed', async () => {
  const broker = await testBroker({ config: { 'broker.session.timeout.ms': 1 } });
  broker.node(1).pause();
  await expect
    .poll(async () => (await failureOf(() => broker.createTopics(['more']))).message)
    .toBe('ERR_NODE_STATE: no node is running; resume one, for instance with broker.node(1).resume()');
});

test.each<{ how: string; away: (broker: Broker) => Promise<void> | void }>([
  { how: 'stopped', away: (broker) => broker.node(3).stop() },
  { how: 'killed', away: (broker) => broker.node(3).kill() },
  { how: 'paused', away: (broker) => broker.node(3).pause() },
  { how: 'running', away: () => {} },
])('reset() brings a node back that is unregistered and $how, with its leaders', async ({ away }) => {
  const broker = await testBroker(THREE);
  const before = layout(broker);
  await away(broker);
  await unregister(broker, 3);
  expect(layout(broker)).not.toEqual(before);
  await broker.reset();
  expect(broker.nodes.map(({ up }) => up)).toEqual([true, true, true]);
  expect(layout(broker)).toEqual(before);
  (await RawClient.connect(`127.0.0.1:${broker.node(3).port}`)).destroy();
});

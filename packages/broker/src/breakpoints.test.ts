import { expect, test } from 'vitest';
import { testBroker } from '../test/broker.ts';
import { kafkaOf } from '../test/kafkajs.ts';

const SESSION_MS = 1000;
const BLOCK_MS = 3000;

/** As a debugger does at a breakpoint: nothing of this process goes on, and clocks do. */
function stopTheProcess(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BLOCK_MS);
}

test('a breakpoint does not expire a session, nor a wait', async () => {
  const config = { 'group.min.session.timeout.ms': 100 };
  const broker = await testBroker({ topics: ['orders'], config, waitTimeout: BLOCK_MS - 1000 });
  const group = broker.group('billing');
  const consumer = kafkaOf(broker).consumer({ groupId: 'billing', sessionTimeout: SESSION_MS, heartbeatInterval: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic: 'orders' });
  await consumer.run({ eachMessage: async () => {} });
  await group.waitUntilReady();
  const before = { members: group.members.map(({ memberId }) => memberId), generation: group.generation };

  const coming = broker.topic('orders').waitForMessage({ value: 'after' });
  stopTheProcess();
  await broker.topic('orders').produce({ value: 'after' });
  await coming;
  await group.waitUntilCaughtUp();

  expect(group.state).toBe('Stable');
  expect({ members: group.members.map(({ memberId }) => memberId), generation: group.generation }).toEqual(before);
  await consumer.disconnect();
}, 30_000);

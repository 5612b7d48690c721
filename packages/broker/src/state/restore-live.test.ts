import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../../test/broker.ts';
import { connectedProducer, kafkaOf, runConsumer } from '../../test/kafkajs.ts';
import type { Broker } from '../types/broker.ts';

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `${from + index}`);

async function produce(broker: Broker, from: number, to: number): Promise<void> {
  await broker.topic('orders').produce(...numbers(from, to).map((value) => ({ value, partition: 0 })));
}

test.each([{ fromBeginning: true }, { fromBeginning: false }])(
  'a live consumer goes on where the snapshot has it, round after round (fromBeginning: $fromBeginning)',
  async ({ fromBeginning }) => {
    const broker = await testBroker({ topics: ['orders'] });
    const { values } = await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'], fromBeginning });
    await broker.group('billing').waitUntilReady();
    await produce(broker, 0, 5);
    await broker.group('billing').waitUntilCaughtUp();
    const seeded = broker.snapshot();
    for (let round = 0; round < 8; round++) {
      values.length = 0;
      await produce(broker, 5, 8 + round);
      await broker.group('billing').waitUntilCaughtUp();
      expect(values).toEqual(numbers(5, 8 + round));
      await broker.restore(seeded);
      expect(broker.group('billing').committedOffset('orders')).toBe(5);
      expect(broker.topic('orders').messages()).toHaveLength(5);
    }
  },
  20_000,
);

test('a consumer that had committed half goes on there, and reads the rest once more', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await produce(broker, 0, 6);
  await broker.group('billing').resetOffsets([{ topic: 'orders', offset: 2 }]);
  const seeded = broker.snapshot();
  const { values } = await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilCaughtUp();
  await broker.restore(seeded);
  await broker.group('billing').waitUntilCaughtUp();
  expect(values).toEqual([...numbers(2, 6), ...numbers(2, 6)]);
});

test('members come back together, and one rebalance is enough', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 4 } } });
  for (let partition = 0; partition < 4; partition++) await broker.topic('orders').produce({ value: 'old', partition });
  const all = numbers(0, 4).map((partition) => ({ topic: 'orders', partition: Number(partition), offset: 1 }));
  await broker.group('billing').resetOffsets(all);
  const seeded = broker.snapshot();
  const consumers = [];
  for (const clientId of ['worker', 'worker', 'other']) {
    consumers.push(await runConsumer(kafkaOf(broker, clientId), { groupId: 'billing', topics: ['orders'] }));
  }
  await broker.group('billing').waitUntilReady({ members: 3 });
  for (let partition = 0; partition < 4; partition++) await broker.topic('orders').produce({ value: 'new', partition });
  await broker.group('billing').waitUntilCaughtUp();
  await broker.restore(seeded);
  expect(broker.group('billing')).toMatchObject({ state: 'Stable', generation: 1, members: [{}, {}, {}] });
  expect(broker.group('billing').rebalances).toHaveLength(1);
  for (const { values } of consumers) values.length = 0;
  for (let partition = 0; partition < 4; partition++)
    await broker.topic('orders').produce({ value: 'more', partition });
  await broker.group('billing').waitUntilCaughtUp();
  expect(consumers.flatMap(({ values }) => values)).toEqual(['more', 'more', 'more', 'more']);
});

test('groups of one client find their way each by its own', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await produce(broker, 0, 3);
  await broker.group('billing').resetOffsets([{ topic: 'orders', offset: 3 }]);
  const seeded = broker.snapshot();
  const billing = await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  const audit = await runConsumer(kafkaOf(broker), { groupId: 'audit', topics: ['orders'] });
  await produce(broker, 3, 4);
  await broker.group('billing').waitUntilCaughtUp();
  await broker.group('audit').waitUntilCaughtUp();
  billing.values.length = 0;
  audit.values.length = 0;
  await broker.restore(seeded);
  await produce(broker, 3, 5);
  await broker.group('billing').waitUntilCaughtUp();
  await broker.group('audit').waitUntilCaughtUp();
  expect([billing.values, audit.values]).toEqual([numbers(3, 5), numbers(0, 5)]);
});

test('who has read and committed what the snapshot has, is not disturbed', async () => {
  const broker = await testBroker({ topics: ['orders', 'invoices'] });
  const { values } = await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  await produce(broker, 0, 3);
  await broker.group('billing').waitUntilCaughtUp();
  // It asks for what comes next only after it has committed.
  await broker.waitForIdle();
  const seeded = broker.snapshot();
  const memberIds = () => broker.group('billing').members.map(({ memberId }) => memberId);
  const [ids, { generation }] = [memberIds(), broker.group('billing')];
  await broker.topic('invoices').produce({ value: 1 });
  await broker.restore(seeded);
  await produce(broker, 3, 4);
  await broker.group('billing').waitUntilCaughtUp();
  expect(values).toEqual(numbers(0, 4));
  expect([memberIds(), broker.group('billing').generation]).toEqual([ids, generation]);
});

test('what a consumer has still to process when the restore comes is not committed afterwards', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await broker.topic('orders').produce({ value: 'a' }, { value: 'b' }, { value: 'c' });
  await broker.group('billing').resetOffsets([{ topic: 'orders', offset: 1 }]);
  const seeded = broker.snapshot();
  let release = (): void => {};
  const onMessage = (): Promise<void> => new Promise((resolve) => (release = resolve));
  const { values } = await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'], onMessage });
  await expect.poll(() => values).toEqual(['b']);
  const restoring = broker.restore(seeded);
  const committed: (number | null)[] = [];
  release();
  await expect
    .poll(() => {
      committed.push(broker.group('billing').committedOffset('orders'));
      return values.length;
    })
    .toBeGreaterThan(1);
  await restoring;
  expect(broker.group('billing').committedOffset('orders')).toBe(1);
  expect(new Set(committed)).toEqual(new Set([1]));
  expect(values[1]).toBe('b');
  release();
});

test('a consumer that does not come back is named', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 300 });
  await broker.topic('orders').produce({ value: 'a' }, { value: 'b' });
  await broker.group('billing').resetOffsets([{ topic: 'orders', offset: 0 }]);
  const seeded = broker.snapshot();
  let release = (): void => {};
  const onMessage = (): Promise<void> => new Promise((resolve) => (release = resolve));
  const { values } = await runConsumer(kafkaOf(broker, 'worker'), {
    groupId: 'billing',
    topics: ['orders'],
    onMessage,
  });
  await expect.poll(() => values).toEqual(['a']);
  const error = await failureOf(() => broker.restore(seeded));
  expect(error).toMatchObject({ code: 'ERR_WAIT_TIMEOUT', actual: [{ groupId: 'billing', clientId: 'worker' }] });
  expect(error.message).toMatch(
    /^restore: consumers are not ready again within 300 ms: worker-\S+ of group "billing", which has not joined it again\n/,
  );
  release();
});

test('nobody waits for a consumer that is gone, nor do the others', async () => {
  const broker = await testBroker({ topics: { orders: { partitions: 2 } } });
  await broker.topic('orders').produce({ value: 'a' });
  await broker.group('billing').resetOffsets([{ topic: 'orders', offset: 0 }]);
  const seeded = broker.snapshot();
  const stays = await runConsumer(kafkaOf(broker, 'stays'), { groupId: 'billing', topics: ['orders'] });
  const goes = await runConsumer(kafkaOf(broker, 'goes'), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady({ members: 2 });
  const restoring = broker.restore(seeded);
  await goes.consumer.disconnect();
  await restoring;
  expect(broker.group('billing').members).toMatchObject([{ clientId: 'stays' }]);
  expect(stays.values.at(-1)).toBe('a');
});

test('an idempotent producer goes on after a restore, and after a reset behind it', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = kafkaOf(broker).producer({ idempotent: true });
  await producer.connect();
  const send = (value: string) => producer.send({ topic: 'orders', messages: [{ value }] });
  await send('a');
  const seeded = broker.snapshot();
  await send('b');
  await broker.restore(seeded);
  await send('c');
  expect(broker.topic('orders').messages()).toMatchObject([{ value: 'a' }, { value: 'c', producer: { sequence: 2 } }]);
  await broker.reset();
  await send('d');
  await broker.restore(seeded);
  await send('e');
  expect(broker.topic('orders').messages()).toMatchObject([{ value: 'a' }, { value: 'e', producer: { sequence: 4 } }]);
  await producer.disconnect();
});

test('a restore with all nodes but one down', async () => {
  const broker = await testBroker({ nodes: 3, topics: { orders: { partitions: 3, replicationFactor: 3 } } });
  const { values } = await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({ topic: 'orders', messages: [0, 1, 2].map((partition) => ({ value: 'old', partition })) });
  await broker.group('billing').waitUntilCaughtUp();
  const seeded = broker.snapshot();
  await producer.send({ topic: 'orders', messages: [0, 1, 2].map((partition) => ({ value: 'undone', partition })) });
  await broker.group('billing').waitUntilCaughtUp();
  await broker.node(1).stop();
  await broker.node(2).stop();
  await broker.restore(seeded);
  values.length = 0;
  await broker.topic('orders').produce(...[0, 1, 2].map((partition) => ({ value: 'new', partition })));
  await broker.group('billing').waitUntilCaughtUp();
  expect(values).toEqual(['new', 'new', 'new']);
}, 20_000);

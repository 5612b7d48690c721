import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../../test/broker.ts';
import { connectedProducer, kafkaOf } from '../../test/kafkajs.ts';
import type { WaitTimeoutError } from '../index.ts';

test('the most likely come first, two of a kind at most and six in all, and explain() has them too', async () => {
  const config = { 'max.message.bytes': 100 };
  const names = ['a1', 'b2', 'c3', 'd4'];
  const messages = [{ key: 'k', value: null }];
  const broker = await testBroker({
    nodes: 2,
    topics: { orders: { messages }, ...Object.fromEntries(names.map((name) => [name, { config }])) },
    waitTimeout: 10,
  });
  const producer = await connectedProducer(kafkaOf(broker, 'api', { retries: 0 }));
  for (const topic of names) {
    await failureOf(() => producer.send({ topic, messages: [{ value: 'x'.repeat(500) }] }));
  }
  for (const id of [1, 2, 3]) broker.inject({ api: 'Fetch', partition: id, delay: 1 });
  broker.inject({ api: 'Metadata', delay: 1 });
  await failureOf(() => producer.send({ topic: 'nope', messages: [{ value: 'x'.repeat(2_000_000) }] }));
  const leader = broker.topic('orders').partitions[0]?.leader;
  broker.node(leader === 1 ? 2 : 1).pause();
  const { hints } = (await failureOf(() =>
    broker.topic('orders').waitForMessage({ key: 'k', value: 1 }),
  )) as WaitTimeoutError;
  const codes = hints.map(({ code }) => code);
  expect(codes).toEqual([
    'fault-acts',
    'produce-failed',
    'produce-failed',
    'tombstone',
    'node-stopped',
    'fault-unused',
  ]);
  const explained = [...broker.explain().matchAll(/ \[([a-z-]+)\]$/gm)].map(([, code]) => code);
  const [acts, failed] = ['fault-acts', 'produce-failed'];
  expect(explained).toEqual([acts, failed, failed, 'no-leader', 'node-stopped', 'fault-unused']);
});

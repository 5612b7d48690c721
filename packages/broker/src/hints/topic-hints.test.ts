import { expect, test } from 'vitest';
import { failureOf, hintsOf, testBroker } from '../../test/broker.ts';
import { connectedProducer, kafkaOf, runConsumer } from '../../test/kafkajs.ts';

test('topic-missing: with the topics that there are', async () => {
  const broker = await testBroker({ topics: ['orders', 'audit'], waitTimeout: 10 });
  expect(await hintsOf('topic-missing', () => broker.topic('invoices').waitForMessage())).toEqual([
    'Topic "invoices" does not exist; there are orders, audit.',
  ]);
});

test.each(['Orders', 'order', 'or-ders', 'oders'])('similar-topic: %s', async (name) => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: { id: 42 } }] } }, waitTimeout: 10 });
  expect(await hintsOf('similar-topic', () => broker.topic(name).waitForMessage({ value: { id: 42 } }))).toEqual([
    'Topic "orders" holds 1 matching message. Typo?',
  ]);
});

test('similar-topic: it was auto-created by whoever mistyped it', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 10 });
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({ topic: 'order', messages: [{ value: 'x' }] });
  expect(await hintsOf('similar-topic', () => broker.topic('orders').waitForMessage())).toEqual([
    'Topic "order" was auto-created 0 ms ago by client "api" and holds 1 message. Typo?',
  ]);
});

test("topic-auto-created: by a consumer's subscription", async () => {
  const broker = await testBroker({ waitTimeout: 20 });
  const kafka = kafkaOf(broker, 'worker');
  // kafkajs is told once that there is no such topic, which creates it.
  await failureOf(() => runConsumer(kafka, { groupId: 'billing', topics: ['orders'] }));
  await runConsumer(kafka, { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady({ timeout: 4000 });
  expect(await hintsOf('topic-auto-created', () => broker.topic('orders').waitForMessage())).toEqual([
    'Topic "orders" was auto-created 0 ms ago by client "worker", which subscribes to it in group "billing", and nothing was produced to it.',
  ]);
  await broker.topic('orders').produce({ value: 'x' });
  expect(await hintsOf('topic-auto-created', () => broker.topic('orders').waitForMessage({ value: 'y' }))).toEqual([]);
});

import { KafkaContainer, type StartedKafkaContainer } from '@testcontainers/kafka';
import { Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { Events } from '../service/events.ts';

let container: StartedKafkaContainer;
let brokers: string[];
let kafka: Kafka;
let topics: { orders: string; payments: string; refused: string };
let events: Events;

beforeAll(async () => {
  container = await new KafkaContainer('confluentinc/cp-kafka:7.9.0').withKraft().start();
  brokers = [`${container.getHost()}:${container.getMappedPort(9093)}`];
  kafka = new Kafka({ clientId: 'test', brokers, logLevel: logLevel.NOTHING });
}, 120_000);
afterAll(() => container.stop());

let run = 0;
beforeEach(async () => {
  // Topics of their own, as a test would see the messages of the one before it.
  run += 1;
  topics = { orders: `orders-${run}`, payments: `payments-${run}`, refused: `refused-${run}` };
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: Object.values(topics).map((topic) => ({ topic, numPartitions: 1 })) });
  await admin.disconnect();
  events = new Events(brokers, topics, `booking-${run}`);
  await events.start();
});
afterEach(() => events.stop());

test('an order is published with its key and type', async () => {
  await events.publish({ type: 'order', id: 1 });
  const [message] = await consume(topics.orders, 1);
  expect(String(message?.key)).toBe('1');
  expect(JSON.parse(String(message?.value))).toEqual({ type: 'order', id: 1 });
  expect(String(message?.headers?.type)).toBe('order');
});

test('events go to the topics of their types', async () => {
  await events.publish({ type: 'order', id: 1 });
  await events.publish({ type: 'payment', id: 2, amount: 5 });
  const [orders, payments] = await Promise.all([consume(topics.orders, 1), consume(topics.payments, 1)]);
  expect(orders.map(({ value }) => JSON.parse(String(value)).id)).toEqual([1]);
  expect(payments.map(({ value }) => JSON.parse(String(value)).id)).toEqual([2]);
});

test('other events are not published', async () => {
  await events.publish({ type: 'visit', id: 1 });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const admin = kafka.admin();
  await admin.connect();
  for (const topic of Object.values(topics)) {
    const [offsets] = await admin.fetchTopicOffsets(topic);
    expect(offsets?.high).toBe('0');
  }
  await admin.disconnect();
});

test('a payment is booked', async () => {
  const booked: number[] = [];
  await events.book((amount) => void booked.push(amount));
  await waitForGroup(`booking-${run}`);
  await events.publish({ type: 'payment', id: 1, amount: 5 });
  await waitFor(() => booked.length === 1);
  expect(booked).toEqual([5]);
});

test('what is no payment is put aside', async () => {
  await events.book(() => {});
  await waitForGroup(`booking-${run}`);
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic: topics.payments, messages: [{ key: 'a', value: 'five' }] });
  await producer.disconnect();
  const [message] = await consume(topics.refused, 1);
  expect(String(message?.value)).toBe('five');
});

test('booking goes on where it stopped', async () => {
  const booked: number[] = [];
  await events.book((amount) => void booked.push(amount));
  await waitForGroup(`booking-${run}`);
  await events.publish({ type: 'payment', id: 1, amount: 5 });
  await waitFor(() => booked.length === 1);
  await events.stop();

  events = new Events(brokers, topics, `booking-${run}`);
  await events.start();
  await events.publish({ type: 'payment', id: 2, amount: 7 });
  await events.book((amount) => void booked.push(amount));
  await waitFor(() => booked.length === 2);
  expect(booked).toEqual([5, 7]);
});

/** Reads messages by a group of its own. */
async function consume(topic: string, count: number, timeoutMs = 30_000): Promise<KafkaMessage[]> {
  const consumer = kafka.consumer({ groupId: `test-${topic}-${Date.now()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const messages: KafkaMessage[] = [];
  await consumer.run({ eachMessage: async ({ message }) => void messages.push(message) });
  await waitFor(() => messages.length >= count, timeoutMs);
  await consumer.disconnect();
  return messages;
}

async function waitForGroup(groupId: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const isStable = async () => (await admin.describeGroups([groupId])).groups[0]?.state === 'Stable';
  while (!(await isStable())) await new Promise((resolve) => setTimeout(resolve, 100));
  await admin.disconnect();
  // Stable is not ready: the consumer may still be asking where the partition ends.
  await new Promise((resolve) => setTimeout(resolve, 500));
}

async function waitFor(condition: () => boolean, timeoutMs = 30_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`timed out after ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

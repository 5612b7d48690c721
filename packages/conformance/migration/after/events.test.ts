import { expect, test, useBroker } from 'testka/vitest';
import { afterEach, beforeEach } from 'vitest';

import { Events } from '../service/events.ts';

const topics = { orders: 'orders', payments: 'payments', refused: 'refused' };
const broker = useBroker({ topics: Object.values(topics) });
let events: Events;

beforeEach(async () => {
  events = new Events(broker.connection.kafkajs.brokers, topics);
  await events.start();
});
afterEach(() => events.stop());

test('an order is published with its key and type', async () => {
  await events.publish({ type: 'order', id: 1 });
  expect(broker.topic('orders').messages()).toMatchObject([
    { key: '1', value: { type: 'order', id: 1 }, headers: { type: 'order' } },
  ]);
});

test('events go to the topics of their types', async () => {
  await events.publish({ type: 'order', id: 1 });
  await events.publish({ type: 'payment', id: 2, amount: 5 });
  expect(broker.topic('orders').messages()).toMatchObject([{ value: { id: 1 } }]);
  expect(broker.topic('payments').messages()).toMatchObject([{ value: { id: 2 } }]);
});

test('other events are not published', async () => {
  await events.publish({ type: 'visit', id: 1 });
  await broker.waitForIdle();
  for (const topic of broker.topics) expect(topic).toBeEmpty();
});

test('a payment is booked', async () => {
  const booked: number[] = [];
  await events.book((amount) => void booked.push(amount));
  await broker.group('booking').waitUntilReady();
  await events.publish({ type: 'payment', id: 1, amount: 5 });
  await broker.group('booking').waitUntilCaughtUp();
  expect(booked).toEqual([5]);
});

test('what is no payment is put aside', async () => {
  await events.book(() => {});
  await broker.group('booking').waitUntilReady();
  await broker.topic('payments').produce({ key: 'a', value: 'five' });
  await expect(broker.topic('refused')).toHaveMessage({ value: 'five' });
});

test('booking goes on where it stopped', async () => {
  const booked: number[] = [];
  await events.book((amount) => void booked.push(amount));
  await broker.group('booking').waitUntilReady();
  await events.publish({ type: 'payment', id: 1, amount: 5 });
  await broker.group('booking').waitUntilCaughtUp();
  await events.stop();

  events = new Events(broker.connection.kafkajs.brokers, topics);
  await events.start();
  await events.publish({ type: 'payment', id: 2, amount: 7 });
  await events.book((amount) => void booked.push(amount));
  await broker.group('booking').waitUntilCaughtUp();
  expect(booked).toEqual([5, 7]);
});

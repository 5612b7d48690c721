import { type Broker, createBroker } from 'testka';
import { expect, test } from 'testka/vitest';

const orderCodec = { decode: (bytes: Buffer): { id: number } => JSON.parse(bytes.toString()) as { id: number } };

test('matchers are typed by what is expected on', async () => {
  const broker = await createBroker({ topics: { orders: { value: orderCodec }, audit: {} } });
  const untyped: Broker = broker;
  await expect(broker.topic('orders')).toHaveMessage({ key: '42', value: { id: 42 } });
  await expect(broker.topic('orders')).toHaveMessage(({ value }) => value?.id === 42, { timeout: 10 });
  await expect(broker.topic('orders')).not.toHaveMessage({ value: { id: expect.any(Number) } });
  await expect(broker.topic('orders')).toHaveMessages([{ key: 'a' }, { key: 'b' }], { anyOrder: true, exact: true });
  await expect(untyped.topic('audit'), 'said so').toHaveMessages(3);
  expect(broker.topic('audit')).toBeEmpty();
  await expect(broker.group('billing')).toHaveLag(0, { topic: 'orders' });
  await expect(broker.group('billing')).toHaveCommittedOffset({ topic: 'orders', offset: 3 });
  await expect(broker.group('billing')).not.toBeReady();
  await expect(broker).toHaveReceivedRequest({ api: 'Produce', topic: 'orders', acks: -1, times: 1 });
  await expect(untyped).not.toHaveReceivedRequest({ api: ['Produce', 'Fetch'], clientId: /api/ });
  await expect(untyped).toHaveReceivedRequest({ api: 'JoinGroup', protocols: [{ name: 'range' }] });
  // @ts-expect-error: a topic has no lag
  await expect(broker.topic('orders')).toHaveLag(0);
  // @ts-expect-error: an order has a number as id
  await expect(broker.topic('orders')).toHaveMessage({ value: { id: '42' } });
  // @ts-expect-error: a request of Produce has no such field
  await expect(broker).toHaveReceivedRequest({ api: 'Produce', ackz: 1 });
  // @ts-expect-error: a group has no messages
  await expect(broker.group('billing')).toHaveMessage({});

  // What Vitest has is there as ever.
  expect(broker.topic('orders').messages()).toEqual([]);
  expect<number>(1, 'a message').toBe(1);
  expect({ id: 1 }).toMatchObject({ id: expect.any(Number) });
  await expect(Promise.resolve(1)).resolves.toBe(1);
  expect(broker).toBeDefined();
  expect(broker.group('billing')).not.toBe(untyped);
  expect.soft('text').toContain('t');
});

test('a test that names the broker is given one', async ({ broker, expect: own }) => {
  const given: Broker = broker;
  own(given.topics).toEqual([]);
});
test.override('brokerOptions', { nodes: 3 });

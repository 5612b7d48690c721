import { expect, test, useBroker } from 'testka/vitest';

import { app } from './app.ts';

const broker = useBroker({ topics: { orders: { messages: [{ key: 'seed', value: 0 }] }, dead: {} } });

test('matchers wait for what is said of topics, groups and requests', async () => {
  const orders = broker.topic('orders');
  const coming = expect(orders).toHaveMessage({ key: '42', value: { id: expect.any(Number) } });
  await app.placeOrder({ id: 42 });
  await coming;
  await expect(orders).toHaveMessages(2);
  await expect(orders).toHaveMessages([{ key: '42' }, { key: 'seed' }], { anyOrder: true, exact: true });
  await expect(orders).not.toHaveMessage({ key: '43' });
  expect(broker.topic('dead')).toBeEmpty();
  await expect(broker).toHaveReceivedRequest({ api: 'Produce', topic: 'orders', acks: -1, times: 1 });
  await expect(broker.group('billing')).not.toBeReady();
});

test('the expect of a test knows them too', async ({ expect: own }) => {
  const orders = own(broker.topic('orders')) as never as { toHaveMessages(count: number): Promise<void> };
  await orders.toHaveMessages(1);
});

test('what Vitest has is there as ever', async () => {
  expect({ a: 1 }, 'a message').toEqual({ a: expect.any(Number) });
  await expect(broker.topic('orders').fetchMessages()).resolves.toHaveLength(1);
  expect.soft(broker.topic('orders').messages()).toMatchObject([{ key: 'seed' }]);
});

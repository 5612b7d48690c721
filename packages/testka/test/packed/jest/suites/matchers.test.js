const { expect, test, useBroker } = require('testka/jest');

const app = require('../app.js');

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

test("Jest's own global expect knows them too", async () => {
  await global.expect(broker.topic('orders')).toHaveMessages([{ key: 'seed', value: '0' }]);
});

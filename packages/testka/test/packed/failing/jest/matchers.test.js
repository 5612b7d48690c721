const { expect, test, useBroker } = require('testka/jest');

const messages = [{ key: '41', value: { id: 41, item: 'tea' } }];
const broker = useBroker({ topics: { orders: { messages } }, waitTimeout: 200 });

test('a message', async () => {
  await expect(broker.topic('orders')).toHaveMessage({ key: '41', value: { id: 42 } });
});

test('a list', async () => {
  await expect(broker.topic('orders')).toHaveMessages([{ key: '40' }], { exact: true });
});

test('an absence', async () => {
  await expect(broker.topic('orders')).not.toHaveMessages(1);
});

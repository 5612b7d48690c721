const { afterAll } = require('@jest/globals');
const { expect, test, useBroker } = require('testka/jest');

const app = require('../app.js');

const broker = useBroker({ topics: ['orders'] });

afterAll(() => broker.topic('orders').produce({ value: 'still open' }));

test('there are no globals, and placing an order publishes it', async () => {
  expect(typeof globalThis.test).toBe('undefined');
  await app.placeOrder({ id: 42 });
  expect(await broker.topic('orders').waitForMessage()).toMatchObject({ key: '42', value: { id: 42 } });
  await expect(broker.topic('orders')).toHaveMessages(1);
});

const { expect, test, useBroker } = require('testka/jest');

const app = require('../app.js');

const broker = useBroker({ topics: ['orders'] });

test('placing an order publishes it', async () => {
  await app.placeOrder({ id: 42 });
  expect(await broker.topic('orders').waitForMessage()).toMatchObject({ key: '42', value: { id: 42 } });
});

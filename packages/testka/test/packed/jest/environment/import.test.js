const { expect, test, useBroker } = require('testka/jest');

const shop = require('./shop.js');

const broker = useBroker({ topics: { orders: { partitions: 2 } } });

beforeAll(() => shop.connected);
afterAll(async () => {
  await shop.placeOrder(3);
  await shop.stop();
});

test.each([1, 2])('an app that connects as it is imported is on the broker of the file (%i)', async (id) => {
  expect(shop.address).toBe(broker.bootstrapServers);
  await shop.placeOrder(id);
  await expect(broker.topic('orders')).toHaveMessages([{ value: { id } }], { exact: true });
  expect(broker.topic('rates').messages()).toMatchObject([{ key: 'PT' }]);
});

test('what the broker returns is of the realm of the tests', async () => {
  await broker.topic('orders').produce({ key: 'a', value: { id: 1 }, headers: { list: ['x', 'y'] } });
  const [message] = broker.topic('orders').messages();
  expect(message.value).toStrictEqual({ id: 1 });
  expect(message.headers).toStrictEqual({ list: ['x', 'y'] });
  expect(broker.groups).toBeInstanceOf(Array);
  await expect(broker.topic('none').delete()).rejects.toBeInstanceOf(Error);
});

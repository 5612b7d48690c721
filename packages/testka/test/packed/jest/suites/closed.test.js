const { expect, test, useBroker } = require('testka/jest');

let closed;

describe('a block with a broker', () => {
  const broker = (closed = useBroker({ topics: ['orders'] }));
  afterAll(() => broker.topic('orders').produce({ value: 'of afterAll' }));
  test('uses it', () => broker.topic('orders').produce({ value: 1 }));
});

test('after the block it is closed, and can be read', async () => {
  expect(closed.topic('orders').messages()).toHaveLength(2);
  await expect(closed.topic('orders').produce({ value: 4 })).rejects.toMatchObject({ code: 'ERR_BROKER_CLOSED' });
});

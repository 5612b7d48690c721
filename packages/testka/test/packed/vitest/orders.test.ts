import { expect, test, useBroker } from 'testka/vitest';

import { app } from './app.ts';

const broker = useBroker({ topics: ['orders'] });

test('placing an order publishes it', async () => {
  await app.placeOrder({ id: 42 });
  expect(await broker.topic('orders').waitForMessage()).toMatchObject({ key: '42', value: { id: 42 } });
});

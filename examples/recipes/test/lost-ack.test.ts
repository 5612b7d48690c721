import { expect, test, useBroker } from 'testka/vitest';
import { onTestFinished } from 'vitest';

import { openShop } from '../src/lost-ack/shop.ts';

const broker = useBroker({ topics: ['orders'] });

test('a lost acknowledgement does not double an order', async () => {
  const shop = openShop();
  onTestFinished(shop.close);
  broker.inject({ api: 'Produce', topic: 'orders', disconnect: 'after', times: 1 });
  await shop.placeOrder(42);
  await expect(broker.topic('orders')).toHaveMessages([{ value: { id: 42 } }], { exact: true });
});

import { expect, test, useBroker } from 'testka/vitest';
import { onTestFinished } from 'vitest';

import { openShop } from '../src/broker-restart/shop.ts';

const broker = useBroker({ topics: ['orders', 'invoices'] });

test('orders go through while the broker restarts, and those after it are billed', async () => {
  const shop = await openShop();
  onTestFinished(shop.close);
  await shop.placeOrder(1);
  await expect(broker.topic('invoices')).toHaveMessage({ value: { id: 1 } });

  using gate = broker.hold({ api: 'Produce', topic: 'orders' });
  const placed = shop.placeOrder(2);
  await gate.arrived(); // the second order is on its way …
  await broker.node(1).stop(); // … when the broker goes
  gate.release();
  await broker.node(1).start();
  await placed;
  await shop.placeOrder(3);
  await expect(broker.topic('invoices')).toHaveMessages([{ value: { id: 2 } }, { value: { id: 3 } }]);
});

import { expect, test, useBroker } from 'testka/vitest';
import { onTestFinished } from 'vitest';

import { openCheckout } from '../src/slow-broker/checkout.ts';

const broker = useBroker({ topics: ['orders'] });

test('a customer does not wait for a slow broker', async () => {
  const checkout = await openCheckout();
  onTestFinished(checkout.close);
  broker.inject({ api: 'Produce', delay: 400, times: 1 });
  expect(await checkout.placeOrder(42)).toBe('pending');
  await expect(broker.topic('orders')).toHaveMessage({ value: { id: 42 } });
});

test('an order that is sent again because the broker took too long is there once', async () => {
  const checkout = await openCheckout();
  onTestFinished(checkout.close);
  broker.inject({ api: 'Produce', delay: 700, times: 1 }); // the checkout gives up after 500
  await checkout.placeOrder(42);
  await expect(broker.topic('orders')).toHaveMessages([{ value: { id: 42 } }], { exact: true });
});

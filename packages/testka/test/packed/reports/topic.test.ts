import { test, useBroker } from 'testka/vitest';
import { afterAll, beforeAll } from 'vitest';

import { startBilling } from './billing.ts';

const broker = useBroker({ topics: ['orders', 'invoices', 'orders.dlq'] });
let billing: Awaited<ReturnType<typeof startBilling>>;

// The service lives as long as the file, so that what it asks when it starts is not a part of the report.
beforeAll(async () => {
  billing = await startBilling();
  await broker.group('billing').waitUntilReady();
});
afterAll(() => billing.stop());

test('a topic that is misspelt', async () => {
  await broker.topic('orders').produce({ key: 'ana', value: { id: 3, net: 100 } });
  await broker.topic('invoice').waitForMessage({ value: { orderId: 3 } });
});

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

test('a value that is not what was awaited', async () => {
  await broker.topic('orders').produce(...[1, 2, 3].map((id) => ({ key: 'ana', value: { id, net: 100 } })));
  await broker.group('billing').waitUntilCaughtUp();
  await broker.topic('invoices').waitForMessage({ value: { orderId: 1, total: 124 } });
});

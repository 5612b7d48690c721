import { expect, test, useBroker } from 'testka/vitest';
import { onTestFinished } from 'vitest';

import { startBilling } from '../src/rebalance/billing.ts';

const orders = [1, 2, 3, 4, 5, 6].map((id) => ({ key: String(id), value: { id } }));
// The orders are there before billing starts, so that they come as one batch.
const broker = useBroker({ topics: { orders: { messages: orders }, invoices: {} } });

test('a rebalance in the middle of a batch loses nothing, and repeats nothing', async () => {
  const gate = holdThirdInvoice();
  onTestFinished((await startBilling()).close);
  await gate.arrived();
  broker.group('billing').rebalance();
  gate.release();
  await broker.group('billing').waitUntilCaughtUp();
  await expect(broker.topic('invoices')).toHaveMessages(orders, { exact: true });
});

test('a session that expires in the middle of a batch loses nothing', async () => {
  const gate = holdThirdInvoice();
  onTestFinished((await startBilling()).close);
  await gate.arrived();
  broker.group('billing').expireMember();
  gate.release();
  await broker.group('billing').waitUntilCaughtUp();
  await expect(broker.topic('invoices')).toHaveMessages(orders);
});

function holdThirdInvoice() {
  let sent = 0;
  return broker.hold({ api: 'Produce', topic: 'invoices', when: () => (sent += 1) === 3 });
}

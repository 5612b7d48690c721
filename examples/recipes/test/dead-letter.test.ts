import { expect, test, useBroker } from 'testka/vitest';
import { onTestFinished } from 'vitest';

import { startPayments } from '../src/dead-letter/payments.ts';

const broker = useBroker({ topics: ['payments', 'payments.dlq'] });

test('what cannot be read is put aside with the reason, and the next payment is booked', async () => {
  const booked: number[] = [];
  const payments = await startPayments((amount) => void booked.push(amount));
  onTestFinished(payments.close);
  await broker.topic('payments').produce({ key: 'ana', value: 'five euros' }, { key: 'ben', value: { amount: 5 } });
  await broker.group('payments').waitUntilCaughtUp();
  expect(booked).toEqual([5]);
  await expect(broker.topic('payments.dlq')).toHaveMessages(
    [
      {
        key: 'ana',
        value: 'five euros',
        headers: { reason: expect.stringMatching('not valid JSON'), origin: 'payments[0]@0' },
      },
    ],
    { exact: true },
  );
});

test('a payment that can be read is not put aside', async () => {
  const payments = await startPayments(() => {});
  onTestFinished(payments.close);
  await broker.topic('payments').produce({ value: { amount: 5 } });
  await broker.group('payments').waitUntilCaughtUp();
  expect(broker.topic('payments.dlq')).toBeEmpty();
});

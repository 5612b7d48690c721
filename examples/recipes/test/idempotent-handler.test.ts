import { expect, test, useBroker } from 'testka/vitest';
import { onTestFinished } from 'vitest';

import { openAccount } from '../src/idempotent-handler/account.ts';
import { startDeposits } from '../src/idempotent-handler/deposits.ts';

const broker = useBroker({ topics: ['deposits'] });

test('a deposit whose commit is lost comes again, and is booked once', async () => {
  const account = openAccount();
  onTestFinished((await startDeposits(account.book)).close);
  const commit = broker.hold({ api: 'OffsetCommit', group: 'deposits' });
  await broker.topic('deposits').produce({ value: { id: 1, amount: 100 } });
  await commit.arrived(); // it is booked, and the commit is on its way …
  broker.group('deposits').expireMember(); // … when the member is out of its group
  commit.release();
  await broker.group('deposits').waitUntilCaughtUp();
  expect(account.balance()).toBe(100);
});

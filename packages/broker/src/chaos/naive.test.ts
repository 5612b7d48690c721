import { expect, test } from 'vitest';
import { type Mistakes, startBilling } from '../../test/billing.ts';
import { toHaveMessages } from '../matching/message-list-check.ts';
import { createBroker } from '../index.ts';
import { subjectOf } from '../matching/subject.ts';

const COUNT = 30;
const orders = { messages: Array.from({ length: COUNT }, (_, id) => ({ key: String(id), value: { id } })) };

/** Every order is billed, once. */
async function billAll(seed: number, mistakes: Mistakes): Promise<void> {
  await using broker = await createBroker({ topics: { orders, invoices: {} }, waitTimeout: 4000, chaos: { seed } });
  const stop = await startBilling(broker.bootstrapServers.split(','), mistakes);
  try {
    await broker.group('billing').waitUntilCaughtUp();
    const subject = subjectOf(broker.topic('invoices'));
    if (subject === undefined) throw new Error('a topic has a subject');
    const { ok, report } = await toHaveMessages(subject, false, COUNT, { timeout: 1000 });
    if (!ok) throw new Error(report);
  } finally {
    await stop();
  }
}

test.each([1, 2, 3, 4, 5, 6])(
  'a service that is right bills every order once, whatever happens (seed %d)',
  async (seed) => {
    await billAll(seed, {});
  },
  20_000,
);

test.each<{ what: string; mistakes: Mistakes; count: RegExp }>([
  {
    what: 'commits before it has handled: orders are lost',
    mistakes: { commitsFirst: true },
    count: /there (?:is|are) \d\b|there are [12]\d/,
  },
  { what: 'sends blindly again: orders are doubled', mistakes: { sendsBlindly: true }, count: /there are 3[1-9]/ },
])(
  'one that $what under some seed, and the report names it',
  async ({ mistakes, count }) => {
    for (let seed = 1; seed <= 40; seed++) {
      const report = await billAll(seed, mistakes).then(() => '', String);
      if (report === '') continue;
      expect(report).toMatch(count);
      expect(report).toMatch(
        new RegExp(`Chaos: seed ${seed}, \\d+ of \\d+ requests troubled; replay with chaos: { seed: ${seed} }`),
      );
      return;
    }
    throw new Error('nobody noticed');
  },
  60_000,
);

import { expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

const RATE = 1;
const BURST = 11;

function bucketAfter(uses: readonly (readonly [atMs: number, amount: number])[]): TokenBucket {
  const bucket = new TokenBucket(0);
  for (const [atMs, amount] of uses) bucket.take(amount, RATE, BURST, atMs);
  return bucket;
}

test.each([
  { name: 'all that it holds may be taken at once', uses: [[0, 11]] as const, now: 0, expected: 0 },
  { name: 'what is owed is waited for', uses: [[0, 13]] as const, now: 0, expected: 2000 },
  { name: 'it refills meanwhile', uses: [[0, 13]] as const, now: 488, expected: 1512 },
  {
    name: 'debts add up',
    uses: [
      [0, 13],
      [0, 2],
    ] as const,
    now: 0,
    expected: 4000,
  },
  {
    name: 'it never holds more than its burst',
    uses: [
      [0, 1],
      [100_000, 12],
    ] as const,
    now: 100_000,
    expected: 1000,
  },
])('$name', ({ uses, now, expected }) => {
  expect(bucketAfter(uses).throttleTimeMs(RATE, BURST, now)).toBe(expected);
});

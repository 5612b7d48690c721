import { expect, test } from 'vitest';
import { Rate, type RateWindow } from './rate.ts';

const WINDOW: RateWindow = { sampleCount: 11, sampleMs: 1000 };

/** For how long a client is throttled that used these amounts, one after the other. */
function throttleAfter(
  uses: readonly (readonly [atMs: number, amount: number])[],
  bound: number,
  nowMs: number,
): number {
  const rate = new Rate();
  for (const [atMs, amount] of uses) rate.record(amount, atMs, WINDOW);
  return rate.throttleTimeMs(bound, nowMs, WINDOW);
}

// Times and amounts as Kafka 4.4 was seen to answer them, to the millisecond.
test.each([
  { name: 'nothing was used', uses: [], now: 0, expected: 0 },
  { name: 'what ten seconds allow may come at once', uses: [[0, 10_000]] as const, now: 0, expected: 0 },
  { name: 'a byte more is a millisecond', uses: [[0, 10_001]] as const, now: 0, expected: 1 },
  { name: 'one request of 11108 bytes', uses: [[0, 11_108]] as const, now: 0, expected: 1108 },
  {
    name: 'time since the first use counts',
    uses: [
      [0, 11_108],
      [1145, 104],
    ] as const,
    now: 1145,
    expected: 1067,
  },
  { name: 'after eleven seconds nothing is left', uses: [[0, 50_000]] as const, now: 11_000, expected: 0 },
  { name: 'until then all of it is', uses: [[0, 50_000]] as const, now: 10_999, expected: 39_001 },
  {
    name: 'what is taken back does not count',
    uses: [
      [0, 10_067],
      [0, -10_067],
      [80, 10_067],
    ] as const,
    now: 80,
    expected: 0,
  },
  {
    name: 'old samples make room for new ones',
    uses: Array.from({ length: 15 }, (_, index) => [index * 1000, 1200] as const),
    now: 14_000,
    expected: 3200,
  },
])('$name', ({ uses, now, expected }) => {
  expect(throttleAfter(uses, 1000, now)).toBe(expected);
});

test('who is silent for as long as told stays within the bound, but for what a window lets through at once', () => {
  const rate = new Rate();
  let now = 0;
  for (let round = 1; round <= 200; round++) {
    rate.record(4321, now, WINDOW);
    now += rate.throttleTimeMs(1000, now, WINDOW);
    expect(4321 * round).toBeLessThanOrEqual(1.05 * now + 10_000 + 4321);
  }
});

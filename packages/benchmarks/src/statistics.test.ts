import { expect, test } from 'vitest';

import { quantile, summarize } from './statistics.ts';

test.each([
  { name: 'the middle of an odd number', values: [9, 1, 5], part: 0.5, expected: 5 },
  { name: 'the lower middle of an even number', values: [4, 3, 2, 1], part: 0.5, expected: 2 },
  {
    name: 'the 19th of 20 at 95 %',
    values: Array.from({ length: 20 }, (_, index) => index + 1),
    part: 0.95,
    expected: 19,
  },
  { name: 'the only one', values: [7], part: 0.95, expected: 7 },
  { name: 'numbers, not text', values: [10, 9, 100], part: 0.5, expected: 10 },
])('a quantile is $name', ({ values, part, expected }) => expect(quantile(values, part)).toBe(expected));

test('CPU and wall clock are summed up apart', () => {
  const samples = [
    { cpuMs: 1, wallMs: 30 },
    { cpuMs: 3, wallMs: 10 },
    { cpuMs: 2, wallMs: 20 },
  ];
  expect(summarize(samples)).toEqual({ count: 3, cpuMs: { p50: 2, p95: 3 }, wallMs: { p50: 20, p95: 30 } });
});

test('nothing cannot be summed up', () => expect(() => summarize([])).toThrow('no samples'));

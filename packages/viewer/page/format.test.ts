import { expect, test } from 'vitest';
import { durationText, plural, sizeText, timeText } from './format.ts';

test.each([
  [0, '< 1 ms'],
  [0.25, '0.25 ms'],
  [812, '812 ms'],
  [2900, '2.9 s'],
  [180_000, '3 min'],
  [10_800_000, '3 h'],
  [7 * 86_400_000, '7 days'],
])('%d ms are said as %s', (ms, text) => expect(durationText(ms)).toBe(text));

test('times, sizes and counts', () => {
  expect([timeText(1234), timeText(-5)]).toEqual(['+1.234 s', '−0.005 s']);
  expect([sizeText(1), sizeText(3400), sizeText(8_400_000)]).toEqual(['1 byte', '3.4 kB', '8.4 MB']);
  expect([plural(1, 'request'), plural(12_000, 'request')]).toEqual(['1 request', '12,000 requests']);
});

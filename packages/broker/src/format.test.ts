import { expect, test } from 'vitest';
import { formatDuration, formatValue, plural } from './format.ts';

const circular: Record<string, unknown> = { name: 'loop' };
circular['self'] = circular;

test.each([
  [{ value: { id: 42 } }, '{ value: { id: 42 } }'],
  ["it's\n", String.raw`'it\'s\n'`],
  [[1, null, undefined, true, 2n], '[1, null, undefined, true, 2n]'],
  [{ 'a-b': 1, c_d: {} }, "{ 'a-b': 1, c_d: {} }"],
  [Buffer.from('hello'), '<Buffer 68 65 6c 6c 6f>'],
  [Buffer.alloc(20), `<Buffer ${'00 '.repeat(16)}… 20 bytes>`],
  [new Date(0), '1970-01-01T00:00:00.000Z'],
  [new Date(Number.NaN), 'Invalid Date'],
  [/a/i, '/a/i'],
  [circular, "{ name: 'loop', self: [circular] }"],
  [expect.any(Number), 'Any<Number>'],
  [{ id: expect.stringContaining('a') }, "{ id: StringContaining('a') }"],
  [expect.anything(), 'Anything'],
  [Array.from({ length: 14 }, (_, index) => index), '[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … 2 more]'],
  [-0, '-0'],
  [new TypeError('no'), '[TypeError: no]'],
])('%o is written %s', (value, text) => {
  expect(formatValue(value)).toBe(text);
});

test('long values are cut', () => {
  expect(formatValue('x'.repeat(500), 10)).toBe("'xxxxxxxx…");
});

test('spans of time are said as one would', () => {
  expect([0, 812, 2900, 119_000, 600_000].map(formatDuration)).toEqual([
    '0 ms',
    '812 ms',
    '2.9 s',
    '119.0 s',
    '10 min',
  ]);
});

test('nouns are counted', () => {
  expect([0, 1, 2].map((count) => plural(count, 'record'))).toEqual(['0 records', '1 record', '2 records']);
});

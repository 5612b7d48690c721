import { expect, test } from 'vitest';
import { isMatch } from './match.ts';

test.each([
  { expected: { a: 1 }, actual: { a: 1, b: 2 }, isMatching: true },
  { expected: { a: { b: 1 } }, actual: { a: { b: 1, c: 2 } }, isMatching: true },
  { expected: { a: 1 }, actual: { a: '1' }, isMatching: false },
  { expected: { a: undefined }, actual: {}, isMatching: true },
  { expected: { a: undefined }, actual: { a: 1 }, isMatching: false },
  { expected: { a: null }, actual: {}, isMatching: false },
  { expected: {}, actual: { a: 1 }, isMatching: true },
  { expected: {}, actual: null, isMatching: false },
  { expected: [1, { a: 1 }], actual: [1, { a: 1, b: 2 }], isMatching: true },
  { expected: [1], actual: [1, 2], isMatching: false },
  { expected: { length: 1 }, actual: [1], isMatching: false },
  { expected: Number.NaN, actual: Number.NaN, isMatching: true },
  { expected: 0, actual: -0, isMatching: true },
  { expected: Buffer.from('a'), actual: Buffer.from('a'), isMatching: true },
  { expected: Buffer.from('a'), actual: 'a', isMatching: false },
  { expected: new Date(1), actual: new Date(1), isMatching: true },
  { expected: new Date(1), actual: new Date(2), isMatching: false },
  { expected: { a: expect.stringMatching(/x/) }, actual: { a: 'xy' }, isMatching: true },
  { expected: { a: expect.stringMatching(/x/) }, actual: { a: 'y' }, isMatching: false },
])('$expected and $actual: $isMatching', ({ expected, actual, isMatching }) => {
  expect(isMatch(expected, actual)).toBe(isMatching);
});

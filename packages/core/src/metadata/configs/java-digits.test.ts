import { expect, test } from 'vitest';
import { parseJavaInteger, withAsciiDigits } from './java-digits.ts';

test.each([
  { text: '-1', expected: '-1' },
  { text: '٣', expected: '3' },
  { text: '-٠٩', expected: '-09' },
  { text: '１２', expected: '12' },
  { text: '४2', expected: '42' },
  { text: '𝟛', expected: '𝟛' },
  { text: '²', expected: '²' },
])('"$text" is "$expected" to Java', ({ text, expected }) => expect(withAsciiDigits(text)).toBe(expected));

test.each([
  { text: '١', expected: 1 },
  { text: '+01', expected: 1 },
  { text: '-7', expected: -7 },
  { text: '1.0', expected: undefined },
  { text: ' 1', expected: undefined },
  { text: '', expected: undefined },
])('"$text" is the number $expected', ({ text, expected }) => expect(parseJavaInteger(text)).toBe(expected));

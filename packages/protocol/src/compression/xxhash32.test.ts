import { expect, test } from 'vitest';
import { xxhash32 } from './xxhash32.ts';

const ascending = Buffer.from(Uint8Array.from({ length: 101 }, (_, index) => index));

// Made with python-xxhash 4.1.0.
test.each([
  { length: 0, expected: 0x02cc5d05 },
  { length: 1, expected: 0xcf65b03e },
  { length: 3, expected: 0x663e9a55 },
  { length: 4, expected: 0x80691e66 },
  { length: 5, expected: 0x9ea1b7c4 },
  { length: 15, expected: 0x57c01ece },
  { length: 16, expected: 0xb72837f4 },
  { length: 17, expected: 0x7c77adc2 },
  { length: 31, expected: 0xef24f709 },
  { length: 32, expected: 0x830741c1 },
  { length: 33, expected: 0xf1e6a545 },
  { length: 63, expected: 0x4c80747b },
  { length: 64, expected: 0x31120435 },
  { length: 100, expected: 0x7f89ba44 },
  { length: 101, expected: 0x1a20e95b },
])('of $length ascending bytes', ({ length, expected }) => {
  expect(xxhash32(ascending, 0, length)).toBe(expected);
});

test('a range is hashed as if it were alone', () => {
  expect(xxhash32(ascending, 3, 60)).toBe(xxhash32(Buffer.from(ascending.subarray(3, 60))));
});

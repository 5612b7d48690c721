import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seeded } from '../compression/seeded.ts';
import { crc32c } from './crc32c.ts';

/** The definition, a bit at a time: the twin that needs no trust. */
function naiveCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const ascending = Uint8Array.from({ length: 32 }, (_, index) => index);

describe('crc32c', () => {
  test.each([
    { name: 'nothing', bytes: new Uint8Array(0), expected: 0 },
    { name: 'the check value of every CRC catalogue', bytes: Buffer.from('123456789'), expected: 0xe3069283 },
    { name: '32 zeros (RFC 3720 B.4)', bytes: new Uint8Array(32), expected: 0x8a9136aa },
    { name: '32 ones (RFC 3720 B.4)', bytes: new Uint8Array(32).fill(255), expected: 0x62a8ab43 },
    { name: '32 ascending bytes (RFC 3720 B.4)', bytes: ascending, expected: 0x46dd794e },
    { name: '32 descending bytes (RFC 3720 B.4)', bytes: ascending.toReversed(), expected: 0x113fdb5c },
  ])('is known for $name', ({ bytes, expected }) => {
    expect(crc32c(bytes)).toBe(expected);
  });

  test('agrees with the naive twin for every length to 400 and every alignment to 16', () => {
    let state = 1;
    const noise = Uint8Array.from({ length: 416 }, () => (state = (state * 48271) % 0x7fffffff) & 255);
    for (let length = 0; length <= 400; length++) {
      for (let offset = 0; offset < 16; offset++) {
        const bytes = noise.subarray(offset, offset + length);
        expect(crc32c(bytes), `length ${length} at ${offset}`).toBe(naiveCrc32c(bytes));
      }
    }
  });

  test('agrees with the naive twin on any range of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.nat(2000), fc.nat(2000), (bytes, one, other) => {
        const [start, end] = [Math.min(one, other), Math.max(one, other)].map((at) => Math.min(at, bytes.length));
        expect(crc32c(bytes, start, end)).toBe(naiveCrc32c(bytes.subarray(start, end)));
      }),
      seeded(),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seeded } from '../compression/seeded.ts';
import { readVarint, readVarlong, sizeOfVarint, sizeOfVarlong, writeVarint, writeVarlong } from './varint.ts';

const cursorOver = (hex: string) => {
  const bytes = Buffer.from(hex, 'hex');
  return { bytes, position: 0, end: bytes.length };
};

/** Protocol buffers' definition of a zigzag varint, with bigints: the twin. */
function naiveVarlong(value: bigint): string {
  let zigzag = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  const bytes: number[] = [];
  for (; zigzag > 127n; zigzag >>= 7n) bytes.push(Number(zigzag & 127n) | 128);
  return Buffer.from([...bytes, Number(zigzag)]).toString('hex');
}

describe('varint', () => {
  test.each([
    { value: 0, hex: '00' },
    { value: -1, hex: '01' },
    { value: 1, hex: '02' },
    { value: 63, hex: '7e' },
    { value: -64, hex: '7f' },
    { value: 64, hex: '8001' },
    { value: 8191, hex: 'fe7f' },
    { value: 2147483647, hex: 'feffffff0f' },
    { value: -2147483648, hex: 'ffffffff0f' },
  ])('$value is $hex', ({ value, hex }) => {
    const bytes = Buffer.alloc(5);
    const end = writeVarint(bytes, value, 0);
    expect(bytes.toString('hex', 0, end)).toBe(hex);
    expect(sizeOfVarint(value)).toBe(end);
    expect(readVarint(cursorOver(hex))).toBe(value);
  });

  test('any 32-bit integer comes back, in as many bytes as were foretold', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        const bytes = Buffer.alloc(8);
        const end = writeVarint(bytes, value, 1);
        const cursor = { bytes, position: 1, end };
        expect([readVarint(cursor), cursor.position, end]).toEqual([value, end, 1 + sizeOfVarint(value)]);
      }),
      seeded(),
    );
  });

  test('a longer form than needed is read, as in Java', () => {
    expect(readVarint(cursorOver('8000'))).toBe(0);
  });

  test.each([
    { name: 'six bytes', hex: 'ffffffffff01', reason: 'bad-varint' },
    { name: 'five bytes that go on', hex: '8080808080', reason: 'bad-varint' },
    { name: 'no bytes', hex: '', reason: 'truncated' },
    { name: 'bytes that end too early', hex: '8080', reason: 'truncated' },
  ])('$name: $reason', ({ hex, reason }) => {
    expect(() => readVarint(cursorOver(hex))).toThrow(expect.objectContaining({ name: 'InvalidRecordError', reason }));
  });
});

describe('varlong', () => {
  const EDGES = [
    0,
    1,
    63,
    64,
    2 ** 27,
    2 ** 28,
    2 ** 31,
    2 ** 32,
    2 ** 33,
    2 ** 34,
    2 ** 35,
    2 ** 52,
    Number.MAX_SAFE_INTEGER,
  ];

  test.each(EDGES.flatMap((edge) => [edge - 1, edge, -edge, -edge - 1]).filter(Number.isSafeInteger))(
    '%d comes back, written as the twin writes it',
    (value) => {
      const bytes = Buffer.alloc(10);
      const end = writeVarlong(bytes, value, 0);
      expect(bytes.toString('hex', 0, end)).toBe(naiveVarlong(BigInt(value)));
      expect(sizeOfVarlong(value)).toBe(end);
      expect(readVarlong({ bytes, position: 0, end })).toBe(value + 0);
    },
  );

  test('any safe integer comes back, written as the twin writes it', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const bytes = Buffer.alloc(10);
        const end = writeVarlong(bytes, value, 0);
        expect(bytes.toString('hex', 0, end)).toBe(naiveVarlong(BigInt(value)));
        expect(readVarlong({ bytes, position: 0, end })).toBe(value);
      }),
      seeded(),
    );
  });

  test('any 64-bit integer is read, to the nearest safe one', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const nearest = value > 2n ** 53n - 1n ? 2n ** 53n - 1n : value < 1n - 2n ** 53n ? 1n - 2n ** 53n : value;
        expect(readVarlong(cursorOver(naiveVarlong(value)))).toBe(Number(nearest));
      }),
      seeded(),
    );
  });

  test.each([
    { name: 'eleven bytes', hex: 'ffffffffffffffffffff01', reason: 'bad-varint' },
    { name: 'ten bytes that go on', hex: '80808080808080808080', reason: 'bad-varint' },
    { name: 'bytes that end too early', hex: '808080808080', reason: 'truncated' },
  ])('$name: $reason', ({ hex, reason }) => {
    expect(() => readVarlong(cursorOver(hex))).toThrow(expect.objectContaining({ name: 'InvalidRecordError', reason }));
  });

  test.each([2 ** 53, 0.5, Number.NaN, Infinity])('%d cannot be written', (value) => {
    expect(() => writeVarlong(Buffer.alloc(10), value, 0)).toThrow(RangeError);
  });
});

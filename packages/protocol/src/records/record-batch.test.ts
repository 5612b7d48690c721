import { describe, expect, test } from 'vitest';
import { buildRecordBatch } from './builder.ts';
import { javaBatch } from './fixtures.ts';
import {
  batchesIn,
  decrementSequence,
  incrementSequence,
  RecordBatch,
  RecordBatchPosition,
  stampBatch,
  stampCrc,
  stampTimestamps,
} from './record-batch.ts';

/** Everything a batch says about itself. */
function facts(batch: RecordBatch): { [field: string]: unknown } {
  const getters = Object.entries(Object.getOwnPropertyDescriptors(RecordBatch.prototype))
    .filter(([name, { get }]) => get !== undefined && !name.toLowerCase().includes('bytes'))
    .map(([name]) => name as keyof RecordBatch);
  return Object.fromEntries([
    ...getters.map((name) => [name, batch[name]]),
    ['sizeInBytes', batch.sizeInBytes],
    ['isCrcValid', batch.isCrcValid()],
  ]);
}

const PLAIN = {
  attributes: 0,
  baseOffset: 7,
  baseSequence: -1,
  baseTimestamp: 1_700_000_000_000,
  batchLength: 481,
  compressionId: 0,
  compressionType: 'none',
  crc: expect.any(Number),
  hasDeleteHorizon: false,
  isControl: false,
  isCrcValid: true,
  isTransactional: false,
  lastOffset: 16,
  lastOffsetDelta: 9,
  lastSequence: -1,
  magic: 2,
  maxTimestamp: 1_700_000_000_019,
  partitionLeaderEpoch: 3,
  producerEpoch: -1,
  producerId: -1,
  recordCount: 10,
  sizeInBytes: 493,
  timestampType: 'CreateTime',
};

const IDEMPOTENT = { baseOffset: 100, lastOffset: 109, partitionLeaderEpoch: 5, producerId: 4711, producerEpoch: 2 };

const MARKER = {
  baseOffset: 42,
  lastOffset: 42,
  lastOffsetDelta: 0,
  partitionLeaderEpoch: 5,
  producerId: 4711,
  producerEpoch: 3,
  recordCount: 1,
  maxTimestamp: 1_700_000_000_000,
  batchLength: 66,
  sizeInBytes: 78,
  attributes: 0x30,
  isControl: true,
  isTransactional: true,
};

describe('a batch that the Java client wrote', () => {
  test.each([
    { name: 'noneSmall', differs: {} },
    {
      name: 'gzipSmall',
      differs: { attributes: 1, compressionId: 1, compressionType: 'gzip', batchLength: 202, sizeInBytes: 214 },
    },
    {
      name: 'zstdSmall',
      differs: { attributes: 4, compressionId: 4, compressionType: 'zstd', batchLength: 201, sizeInBytes: 213 },
    },
    { name: 'idempotent', differs: { ...IDEMPOTENT, baseSequence: 2_147_483_645, lastSequence: 6 } },
    {
      name: 'transactional',
      differs: { ...IDEMPOTENT, baseSequence: 0, lastSequence: 9, attributes: 0x10, isTransactional: true },
    },
    {
      name: 'logAppendTime',
      differs: {
        partitionLeaderEpoch: -1,
        attributes: 8,
        timestampType: 'LogAppendTime',
        maxTimestamp: 1_800_000_000_000,
      },
    },
    { name: 'commitMarker', differs: MARKER },
    { name: 'abortMarker', differs: MARKER },
  ] as const)('$name says what it should', ({ name, differs }) => {
    expect(facts(RecordBatch.at(javaBatch(name)))).toEqual({ ...PLAIN, ...differs });
  });
});

describe('RecordBatch.at', () => {
  const two = Buffer.concat([javaBatch('noneSmall'), javaBatch('commitMarker'), Buffer.alloc(3)]);

  test('finds a batch anywhere in a buffer, and only its bytes', () => {
    const batch = RecordBatch.at(two, 493);
    expect(batch.bytes.equals(javaBatch('commitMarker'))).toBe(true);
    expect(batch.recordsBytes.length).toBe(78 - 61);
  });

  test('a flipped bit anywhere behind the CRC makes it wrong', () => {
    const bytes = javaBatch('commitMarker');
    for (let position = 17; position < bytes.length; position++) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(position) ^ 4, position);
      expect(RecordBatch.at(flipped).isCrcValid(), `byte ${position}`).toBe(false);
    }
  });

  test.each([
    { name: 'no bytes', bytes: Buffer.alloc(0), reason: 'truncated' },
    { name: 'no magic yet', bytes: two.subarray(0, 16), reason: 'truncated' },
    { name: 'a byte missing', bytes: two.subarray(0, 492), reason: 'truncated' },
    { name: 'a length that ends in the header', bytes: withLength(48), reason: 'bad-length' },
    { name: 'a length of zero', bytes: withLength(0), reason: 'bad-length' },
    { name: 'a negative length', bytes: withLength(-1), reason: 'bad-length' },
    { name: 'the largest length', bytes: withLength(2_147_483_647), reason: 'truncated' },
  ])('$name: $reason', ({ bytes, reason }) => {
    expect(() => RecordBatch.at(bytes)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_RECORD', reason }));
  });

  test('another magic can be asked for even where a v2 header would not fit', () => {
    const messageSet = Buffer.alloc(26);
    messageSet.writeInt32BE(14, 8);
    messageSet.writeInt8(1, 16);
    expect(RecordBatch.at(messageSet).magic).toBe(1);
  });

  test('int64 fields beyond 2^53 saturate and keep their sign', () => {
    const bytes = javaBatch('noneSmall');
    bytes.writeBigInt64BE(2n ** 63n - 1n, 0);
    bytes.writeBigInt64BE(-(2n ** 63n), 35);
    bytes.writeBigInt64BE(2n ** 53n - 1n, 43);
    const { baseOffset, maxTimestamp, producerId } = RecordBatch.at(bytes);
    expect({ baseOffset, maxTimestamp, producerId }).toEqual({
      baseOffset: Number.MAX_SAFE_INTEGER,
      maxTimestamp: Number.MIN_SAFE_INTEGER,
      producerId: Number.MAX_SAFE_INTEGER,
    });
  });

  test.each([5, 6, 7])('codec bits %d have no name', (bits) => {
    const bytes = javaBatch('noneSmall');
    bytes.writeInt16BE(bits, 21);
    const { compressionId, compressionType } = RecordBatch.at(bytes);
    expect({ compressionId, compressionType }).toEqual({ compressionId: bits, compressionType: undefined });
  });
});

describe('batchesIn', () => {
  const first = javaBatch('noneSmall');
  const second = javaBatch('commitMarker');
  const sizesIn = (bytes: Buffer) => [...batchesIn(bytes)].map(({ sizeInBytes }) => sizeInBytes);

  test('yields whole batches and stops at one that is cut off, wherever that is', () => {
    const both = Buffer.concat([first, second]);
    for (let length = 0; length <= both.length; length++) {
      const expected = length === both.length ? [493, 78] : length >= 493 ? [493] : [];
      expect(sizesIn(both.subarray(0, length)), `${length} bytes`).toEqual(expected);
    }
  });

  test('a length that cannot be is an error, since nothing behind it can be found', () => {
    expect(() => sizesIn(Buffer.concat([first, withLength(3)]))).toThrow(
      expect.objectContaining({ reason: 'bad-length' }),
    );
  });
});

describe('stamping in place', () => {
  test('gives what Kafka gives: offset and leader epoch, then LogAppendTime', () => {
    const bytes = javaBatch('beforeStamp');
    stampBatch(bytes, { baseOffset: 512, partitionLeaderEpoch: 6 });
    expect(bytes.toString('base64')).toBe(javaBatch('afterStamp').toString('base64'));
    stampTimestamps(bytes, 'LogAppendTime', 1_800_000_000_000);
    expect(bytes.toString('base64')).toBe(javaBatch('afterLogAppendTime').toString('base64'));
  });

  test.each([
    { title: 'both as they are: nothing is touched', max: 5, attributes: 0x4040, type: 'CreateTime', expected: 0x4040 },
    { title: 'another max timestamp', max: 7, attributes: 0x4051, type: 'CreateTime', expected: 0x51 },
    { title: "the broker's time", max: 7, attributes: 0x4051, type: 'LogAppendTime', expected: 0x59 },
    { title: "no longer the broker's", max: 5, attributes: 0x4058, type: 'CreateTime', expected: 0x50 },
  ] as const)('timestamps: $title', ({ max, attributes, type, expected }) => {
    const bytes = buildRecordBatch({ records: [{ timestamp: 5 }] });
    bytes.writeInt16BE(attributes, RecordBatchPosition.ATTRIBUTES);
    stampCrc(bytes);
    stampTimestamps(bytes, type, max);
    const stamped = RecordBatch.at(bytes);
    expect([stamped.attributes, stamped.maxTimestamp, stamped.baseTimestamp]).toEqual([expected, max, 5]);
    expect(stamped.isCrcValid()).toBe(true);
  });

  test('offsets beyond 2^32 keep all their bits', () => {
    const bytes = buildRecordBatch({ records: [{ timestamp: 0 }] });
    stampBatch(bytes, { baseOffset: Number.MAX_SAFE_INTEGER, partitionLeaderEpoch: 0 });
    expect(RecordBatch.at(bytes)).toMatchObject({ baseOffset: Number.MAX_SAFE_INTEGER });
    expect(bytes.readBigInt64BE(0)).toBe(2n ** 53n - 1n);
  });
});

test.each([
  { sequence: 0, by: 0, sum: 0 },
  { sequence: 5, by: 3, sum: 8 },
  { sequence: 2_147_483_647, by: 0, sum: 2_147_483_647 },
  { sequence: 2_147_483_647, by: 1, sum: 0 },
  { sequence: 2_147_483_640, by: 10, sum: 2 },
])('sequence $sequence and $by more is $sum', ({ sequence, by, sum }) => {
  expect(incrementSequence(sequence, by)).toBe(sum);
  expect(decrementSequence(sum, by)).toBe(sequence);
});

function withLength(batchLength: number): Buffer {
  const bytes = javaBatch('noneSmall');
  bytes.writeInt32BE(batchLength, 8);
  return bytes;
}

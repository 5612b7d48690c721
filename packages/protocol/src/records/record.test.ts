import { describe, expect, test } from 'vitest';
import { codecOf } from '../compression/index.ts';
import { buildRecordBatch } from './builder.ts';
import { javaBatch, LARGE_VALUE, smallRecords } from './fixtures.ts';
import { RecordBatch } from './record-batch.ts';
import { readRecords, scanRecords } from './record.ts';
import { InvalidRecordError } from './errors.ts';

const recordsOf = (bytes: Buffer, maxDecompressedBytes?: number) => [
  ...readRecords(RecordBatch.at(bytes), maxDecompressedBytes === undefined ? {} : { maxDecompressedBytes }),
];

/** Reads and says why not. */
const reasonOf = (bytes: Buffer) => {
  try {
    recordsOf(bytes);
    return 'read';
  } catch (error) {
    if (error instanceof InvalidRecordError) return error.reason;
    throw error;
  }
};

/** A batch around records written by hand, in hex. */
const batchOf = (recordCount: number, hex: string) => {
  const header = buildRecordBatch({ records: [] });
  const batch = Buffer.concat([header, Buffer.from(hex.replaceAll(' ', ''), 'hex')]);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt32BE(recordCount, 57);
  return batch;
};

/** Length, attributes, timestamp delta, offset delta, null key, null value, no headers. */
const EMPTY_RECORD = '0c 00 00 00 01 01 00';

test('a scan tells of each record what reading it gives, and fails where reading fails', () => {
  const records = [
    { key: 'k', value: 'v', timestamp: 5, headers: [{ key: 'h', value: null }] },
    { key: null, value: null, timestamp: 7 },
  ];
  for (const compression of ['none', 'gzip'] as const) {
    const seen: unknown[] = [];
    const bytes = buildRecordBatch({ records, compression });
    scanRecords(RecordBatch.at(bytes), {}, (...told) => seen.push(told));
    expect(seen).toEqual([
      [0, 5, true, 11, 0, 0, 4],
      [1, 7, false, 6, 1, 0, 1],
    ]);
  }
  const bad = RecordBatch.at(batchOf(2, `${EMPTY_RECORD} ff`));
  expect(() => scanRecords(bad, {}, () => {})).toThrow(InvalidRecordError);
});

test('small records and large ones, at any offset, are what was written', () => {
  const offsets = [0, 63, 64, 8191, 8192, 1_048_575, 1_048_576, 134_217_727, 134_217_728, 2_147_483_646];
  const bodies = [null, '', 'k', 'x'.repeat(50), 'x'.repeat(63), 'x'.repeat(64), 'x'.repeat(9000)];
  const headerLists = [
    [],
    [{ key: '', value: null }],
    [
      { key: 'h', value: 'v' },
      { key: 'y'.repeat(64), value: '' },
    ],
  ];
  const records = offsets.flatMap((offsetDelta) =>
    bodies.flatMap((body) => [
      { offsetDelta, timestamp: 100 + (offsetDelta % 200), key: body, value: null, headers: headerLists[0] },
      ...headerLists.map((headers) => ({ offsetDelta, timestamp: 7, key: null, value: body, headers })),
    ]),
  );
  const bytesOf = (text: string | null) => (text === null ? null : Buffer.from(text));
  const expected = records.map(({ offsetDelta, timestamp, key, value, headers = [] }) => ({
    ...{ offset: offsetDelta, timestamp, attributes: 0, key: bytesOf(key), value: bytesOf(value) },
    headers: headers.map((header) => ({ key: header.key, value: bytesOf(header.value) })),
  }));
  const bytes = buildRecordBatch({ records });
  expect(recordsOf(bytes)).toEqual(expected);
  expect([...readRecords(RecordBatch.at(bytes), { withHeaders: false })]).toEqual(
    expected.map((record) => ({ ...record, headers: [] })),
  );
});

describe('what the Java client wrote is read', () => {
  test.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const)('%s, ten records', (codec) => {
    expect(recordsOf(javaBatch(`${codec}Small`))).toEqual(smallRecords(7));
  });

  test.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('%s, one large record', (codec) => {
    const [record, ...more] = recordsOf(javaBatch(`${codec}Large`));
    expect([record?.key?.toString(), record?.value?.toString() === LARGE_VALUE, more]).toEqual(['large', true, []]);
  });

  test('idempotent and transactional', () => {
    expect(recordsOf(javaBatch('idempotent'))).toEqual(smallRecords(100));
    expect(recordsOf(javaBatch('transactional'))).toEqual(smallRecords(100));
  });

  test('under LogAppendTime every record has the time of the append', () => {
    const timestamp = 1_800_000_000_000;
    expect(recordsOf(javaBatch('logAppendTime'))).toEqual(smallRecords(7).map((record) => ({ ...record, timestamp })));
    expect(recordsOf(javaBatch('afterLogAppendTime'))).toEqual(
      smallRecords(512).map((record) => ({ ...record, timestamp })),
    );
  });
});

test('records are decoded as they are asked for', () => {
  const first = readRecords(RecordBatch.at(batchOf(2, `${EMPTY_RECORD} ff`))).next();
  expect(first).toMatchObject({ done: false, value: { offset: 0, key: null, value: null, headers: [] } });
});

test('keys and values are views into the batch', () => {
  const bytes = javaBatch('noneSmall');
  expect(recordsOf(bytes)[0]?.value?.buffer).toBe(bytes.buffer);
});

test('any negative length of a key, value or header value is null, as in Java', () => {
  expect(recordsOf(batchOf(1, '14 00 00 00 03 05 02 02 61 ff 01'))).toMatchObject([
    { key: null, value: null, headers: [{ key: 'a', value: null }] },
  ]);
});

test('a longer length varint than needed is read, as in Java', () => {
  expect(reasonOf(batchOf(1, '8c 00 00 00 00 01 01 00'))).toBe('read');
});

test('a header key that is no UTF-8 is read with replacement characters', () => {
  expect(recordsOf(batchOf(1, '12 00 00 00 01 01 02 02 ff 00'))).toMatchObject([{ headers: [{ key: '\ufffd' }] }]);
});

describe('malformed records', () => {
  test.each([
    { name: 'no record where one is promised', count: 1, hex: '', reason: 'bad-count' },
    { name: 'one record where two are promised', count: 2, hex: EMPTY_RECORD, reason: 'bad-count' },
    { name: 'two records where one is promised', count: 1, hex: EMPTY_RECORD + EMPTY_RECORD, reason: 'bad-count' },
    { name: 'a byte behind the last record', count: 1, hex: `${EMPTY_RECORD} 00`, reason: 'bad-count' },
    { name: 'a negative count', count: -1, hex: '', reason: 'bad-count' },
    { name: 'the largest count', count: 2_147_483_647, hex: EMPTY_RECORD, reason: 'bad-count' },
    { name: 'a negative length', count: 1, hex: '01 00 00 00 01 01 00', reason: 'bad-length' },
    { name: 'a length beyond the batch', count: 1, hex: '0e 00 00 00 01 01 00', reason: 'truncated' },
    { name: 'the largest length', count: 1, hex: 'feffffff0f 00 00 00 01 01 00', reason: 'truncated' },
    { name: 'a length shorter than the record', count: 1, hex: '0a 00 00 00 01 01 00', reason: 'truncated' },
    { name: 'a length longer than the record', count: 1, hex: '0e 00 00 00 01 01 00 00', reason: 'bad-length' },
    { name: 'an empty record', count: 1, hex: '00', reason: 'truncated' },
    { name: 'a length that is no varint', count: 1, hex: 'ffffffffff0f', reason: 'bad-varint' },
    { name: 'a timestamp that is no varlong', count: 1, hex: '18 00 ffffffffffffffffffff 01', reason: 'bad-varint' },
    { name: 'a key longer than the record', count: 1, hex: '0e 00 00 00 06 61 01 00', reason: 'truncated' },
    { name: 'a value longer than the record', count: 1, hex: '0e 00 00 00 01 06 61 00', reason: 'truncated' },
    { name: 'the largest key', count: 1, hex: '16 00 00 00 feffffff0f 61 01 00', reason: 'truncated' },
    { name: 'a negative header count', count: 1, hex: '0c 00 00 00 01 01 01', reason: 'bad-length' },
    { name: 'more headers than bytes', count: 1, hex: '0e 00 00 00 01 01 04 00', reason: 'bad-length' },
    { name: 'the largest header count', count: 1, hex: '16 00 00 00 01 01 feffffff0f 00', reason: 'bad-length' },
    { name: 'a null header key', count: 1, hex: '10 00 00 00 01 01 02 01 01', reason: 'bad-length' },
    {
      name: 'a header value longer than the record',
      count: 1,
      hex: '12 00 00 00 01 01 02 02 61 04',
      reason: 'truncated',
    },
  ])('$name: $reason', ({ count, hex, reason }) => {
    expect(reasonOf(batchOf(count, hex))).toBe(reason);
  });

  test('another magic', () => {
    const bytes = javaBatch('noneSmall');
    bytes.writeInt8(1, 16);
    expect(reasonOf(bytes)).toBe('bad-magic');
  });

  test.each([5, 6, 7])('codec bits %d', (bits) => {
    const bytes = javaBatch('noneSmall');
    bytes.writeInt16BE(bits, 21);
    expect(reasonOf(bytes)).toBe('unknown-codec');
  });

  test.each(['noneSmall', 'commitMarker'] as const)('%s cut off at every byte, with a length that hides it', (name) => {
    const whole = javaBatch(name);
    for (let length = 61; length < whole.length; length++) {
      const bytes = Buffer.from(whole.subarray(0, length));
      bytes.writeInt32BE(length - 12, 8);
      expect(reasonOf(bytes), `${length} bytes`).toBeOneOf(['truncated', 'bad-count']);
    }
  });

  test.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('%s cut off at every byte', (codec) => {
    const whole = javaBatch(`${codec}Small`);
    for (let length = 61; length < whole.length; length++) {
      const bytes = Buffer.from(whole.subarray(0, length));
      bytes.writeInt32BE(length - 12, 8);
      const wrong = expect.objectContaining({ code: expect.stringMatching(/^ERR_(CODEC|INVALID_RECORD)$/) });
      expect(() => recordsOf(bytes), `${length} bytes`).toThrow(wrong);
    }
  });

  test('any bit flipped in the records gives records or an InvalidRecordError', () => {
    const whole = javaBatch('noneSmall');
    for (let bit = 61 * 8; bit < whole.length * 8; bit++) {
      const bytes = Buffer.from(whole);
      bytes.writeUInt8(bytes.readUInt8(bit >>> 3) ^ (1 << (bit & 7)), bit >>> 3);
      expect(reasonOf(bytes)).toBeDefined();
    }
  });
});

test('records that decompress to more than allowed are refused', () => {
  const size = codecOf('gzip').decompress(RecordBatch.at(javaBatch('gzipSmall')).recordsBytes, 10_000).length;
  expect(recordsOf(javaBatch('gzipSmall'), size)).toHaveLength(10);
  expect(() => recordsOf(javaBatch('gzipSmall'), size - 1)).toThrow(
    expect.objectContaining({ code: 'ERR_CODEC', reason: 'too-large' }),
  );
});

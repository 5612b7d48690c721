import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seeded } from '../compression/seeded.ts';
import { buildRecordBatch, type RecordInput } from './builder.ts';
import { controlRecordType, decodeEndTransactionMarker, encodeEndTransactionMarker } from './control.ts';
import { type FixtureName, javaBatch, smallRecords } from './fixtures.ts';
import { RecordBatch } from './record-batch.ts';
import { readRecords } from './record.ts';

const bytes = fc.uint8Array({ maxLength: 200 }).map((value) => Buffer.from(value));
const nullableBytes = fc.option(bytes, { nil: null });

const recordInputs: fc.Arbitrary<RecordInput[]> = fc.array(
  fc.record({
    key: nullableBytes,
    value: nullableBytes,
    headers: fc.array(fc.record({ key: fc.string({ unit: 'grapheme' }), value: nullableBytes }), { maxLength: 3 }),
    timestamp: fc.oneof(fc.constant(-1), fc.nat(), fc.integer({ min: 0, max: 2 ** 52 })),
  }),
  { minLength: 1, maxLength: 20 },
);

describe('a batch built with the same input is the same bytes as the Java client’s', () => {
  const marker = {
    baseOffset: 42,
    partitionLeaderEpoch: 5,
    producerId: 4711,
    producerEpoch: 3,
    timestamp: 1_700_000_000_000,
  };
  const idempotent = { baseOffset: 100, partitionLeaderEpoch: 5, producerId: 4711, producerEpoch: 2 };
  const endMarker = (result: 'commit' | 'abort') => ({
    ...marker,
    isControl: true,
    isTransactional: true,
    records: [{ ...encodeEndTransactionMarker({ result, coordinatorEpoch: 9 }), timestamp: marker.timestamp }],
  });

  test.each([
    { name: 'noneSmall', input: { baseOffset: 7, partitionLeaderEpoch: 3, records: smallRecords(7) } },
    { name: 'idempotent', input: { ...idempotent, baseSequence: 2_147_483_645, records: smallRecords(0) } },
    {
      name: 'transactional',
      input: { ...idempotent, baseSequence: 0, isTransactional: true, records: smallRecords(0) },
    },
    {
      name: 'logAppendTime',
      input: {
        baseOffset: 7,
        timestampType: 'LogAppendTime' as const,
        maxTimestamp: 1_800_000_000_000,
        records: smallRecords(7),
      },
    },
    { name: 'commitMarker', input: endMarker('commit') },
    { name: 'abortMarker', input: endMarker('abort') },
  ] satisfies { name: FixtureName; input: object }[])('$name', ({ name, input }) => {
    expect(buildRecordBatch(input).toString('hex')).toBe(javaBatch(name).toString('hex'));
  });
});

test.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const)('%s: what is built is read back', (compression) => {
  const batches = fc.record({
    records: recordInputs,
    baseOffset: fc.maxSafeNat(),
    partitionLeaderEpoch: fc.integer(),
    producerId: fc.maxSafeNat(),
    producerEpoch: fc.integer({ min: -1, max: 32_767 }),
    baseSequence: fc.integer({ min: -1 }),
    isTransactional: fc.boolean(),
  });
  fc.assert(
    fc.property(batches, (input) => {
      const built = buildRecordBatch({ ...input, compression });
      const batch = RecordBatch.at(built);
      const { records, ...fields } = input;
      expect([batch.isCrcValid(), batch.sizeInBytes, batch.compressionType]).toEqual([true, built.length, compression]);
      expect(batch).toMatchObject({ ...fields, recordCount: records.length, lastOffsetDelta: records.length - 1 });
      const expected = records.map((record, index) => ({ ...record, offset: input.baseOffset + index, attributes: 0 }));
      expect([...readRecords(batch)]).toEqual(expected);
    }),
    seeded(100),
  );
});

describe('the builder', () => {
  test('takes text, and nothing, for keys and values', () => {
    const built = buildRecordBatch({ records: [{ key: 'ключ', headers: [{ key: 'h', value: 'v' }], timestamp: 5 }] });
    expect([...readRecords(RecordBatch.at(built))]).toEqual([
      {
        offset: 0,
        timestamp: 5,
        key: Buffer.from('ключ'),
        value: null,
        headers: [{ key: 'h', value: Buffer.from('v') }],
        attributes: 0,
      },
    ]);
  });

  test('leaves the holes that the cleaner makes', () => {
    const records = [
      { timestamp: 1, offsetDelta: 2 },
      { timestamp: 2, offsetDelta: 5 },
    ];
    const batch = RecordBatch.at(buildRecordBatch({ baseOffset: 10, records, lastOffsetDelta: 9 }));
    expect([[...readRecords(batch)].map(({ offset }) => offset), batch.lastOffset]).toEqual([[12, 15], 19]);
    expect(RecordBatch.at(buildRecordBatch({ baseOffset: 10, records })).lastOffset).toBe(15);
  });

  test('puts the delete horizon where the base timestamp was and leaves the records’ times alone', () => {
    const batch = RecordBatch.at(buildRecordBatch({ records: [{ timestamp: 1000 }], deleteHorizonMs: 5000 }));
    expect(batch).toMatchObject({ hasDeleteHorizon: true, baseTimestamp: 5000, maxTimestamp: 1000 });
    expect([...readRecords(batch)].map(({ timestamp }) => timestamp)).toEqual([1000]);
  });

  test('makes a batch without records, as the cleaner keeps for a producer’s sequence', () => {
    const batch = RecordBatch.at(buildRecordBatch({ records: [], lastOffsetDelta: 3, producerId: 1, baseSequence: 4 }));
    expect([...readRecords(batch)]).toEqual([]);
    expect(batch).toMatchObject({
      recordCount: 0,
      lastOffset: 3,
      lastSequence: 7,
      maxTimestamp: -1,
      baseTimestamp: -1,
    });
  });

  test('refuses numbers that do not fit', () => {
    expect(() => buildRecordBatch({ records: [{ timestamp: 0.5 }] })).toThrow(RangeError);
    expect(() => buildRecordBatch({ records: [{ timestamp: 1 }], producerEpoch: 32_768 })).toThrow(RangeError);
    expect(() => buildRecordBatch({ records: [{ timestamp: 1 }], baseOffset: 2 ** 53 })).toThrow(RangeError);
  });
});

describe('end transaction markers', () => {
  test.each(['commit', 'abort'] as const)('%s, as the Java client wrote it', (result) => {
    const [record] = readRecords(RecordBatch.at(javaBatch(`${result}Marker`)));
    expect(record && decodeEndTransactionMarker(record)).toEqual({ result, coordinatorEpoch: 9 });
    expect(record).toMatchObject(encodeEndTransactionMarker({ result, coordinatorEpoch: 9 }));
  });

  test('another control record is none', () => {
    expect(decodeEndTransactionMarker({ key: Buffer.from('00000002', 'hex'), value: null })).toBeUndefined();
    expect(controlRecordType(Buffer.from('0001000700', 'hex'))).toBe(7);
  });

  test.each([
    { name: 'no key', key: null, value: null },
    { name: 'a short key', key: '000000', value: null },
    { name: 'no value', key: '00000000', value: null },
    { name: 'a short value', key: '00000001', value: '0000000000' },
  ])('$name is an error', ({ key, value }) => {
    const hex = (text: string | null) => (text === null ? null : Buffer.from(text, 'hex'));
    expect(() => decodeEndTransactionMarker({ key: hex(key), value: hex(value) })).toThrow(
      expect.objectContaining({ reason: 'bad-control-record' }),
    );
  });
});

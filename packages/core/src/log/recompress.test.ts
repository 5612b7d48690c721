import { buildRecordBatch, ErrorCode, RecordBatch, readRecords, ZERO_UUID } from '@testka/protocol';
import { expect, test } from 'vitest';
import { Harness, START } from '../../test/harness.ts';
import { DecompressionBudget } from './decompression-budget.ts';
import { recompress } from './recompress.ts';

const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
const records = ['a', 'b', null].map((value, index) => ({ key: `k${index}`, value, timestamp: START + 5 - index }));
const producer = { producerId: 7, producerEpoch: 1, baseSequence: 3, isTransactional: true };

test.each(CODECS)('a batch in another codec is the one that a producer with %s would have sent', (codec) => {
  for (const other of CODECS.filter((each) => each !== codec)) {
    const batch = RecordBatch.at(buildRecordBatch({ records, compression: other, ...producer, maxTimestamp: 1 }));
    const valid = { recordsSize: 30, headersSize: 3, maxTimestamp: START + 5, isAsRebuilt: true };
    const expected = buildRecordBatch({ records, compression: codec, ...producer });
    expect(recompress(batch, valid, codec, new DecompressionBudget())?.equals(expected)).toBe(true);
    // Record by record it comes to the same.
    const byRecord = recompress(batch, { ...valid, isAsRebuilt: false }, codec, new DecompressionBudget());
    expect(byRecord?.equals(expected)).toBe(true);
  }
});

function produced(compressionType: string, count: number, offsetDelta: (index: number) => number): number | undefined {
  const harness = new Harness();
  harness.createTopic('orders', 1, { 'compression.type': compressionType, 'max.message.bytes': '10000000' });
  const each = Array.from({ length: count }, (_, index) => ({ timestamp: START, offsetDelta: offsetDelta(index) }));
  const batch = buildRecordBatch({ records: each, compression: 'gzip', lastOffsetDelta: count - 1 });
  const partitionData = [{ index: 0, records: batch }];
  const answer = harness.connect().ask('Produce', 9, {
    transactionalId: null,
    acks: 1,
    timeoutMs: 1000,
    topicData: [{ name: 'orders', topicId: ZERO_UUID, partitionData }],
  });
  return answer.responses[0]?.partitionResponses[0]?.errorCode;
}

test.each([
  { what: 'few, in order', to: 'zstd', count: 10, delta: (index: number) => index, expected: ErrorCode.NONE },
  { what: 'few at one offset', to: 'zstd', count: 10, delta: () => 0, expected: ErrorCode.NONE },
  { what: 'few at one offset', to: 'gzip', count: 10, delta: () => 0, expected: ErrorCode.UNKNOWN_SERVER_ERROR },
  // Each of these would have to be made anew, for seconds.
  { what: 'many at one offset', to: 'zstd', count: 300_000, delta: () => 0, expected: ErrorCode.INVALID_RECORD },
  { what: 'many, in order', to: 'zstd', count: 300_000, delta: (index: number) => index, expected: ErrorCode.NONE },
])('records in gzip for a topic of $to, $what: $expected', ({ to, count, delta, expected }) => {
  expect(produced(to, count, delta)).toBe(expected);
});

test('offsets that are not in order are those of their places afterwards', () => {
  const wrong = records.map((record) => ({ ...record, offsetDelta: 0 }));
  const batch = RecordBatch.at(buildRecordBatch({ records: wrong, compression: 'gzip', lastOffsetDelta: 2 }));
  const valid = { recordsSize: 30, headersSize: 3, maxTimestamp: START + 5, isAsRebuilt: false };
  const stored = recompress(batch, valid, 'none', new DecompressionBudget());
  const offsets = stored === undefined ? [] : [...readRecords(RecordBatch.at(stored))].map(({ offset }) => offset);
  expect(offsets).toEqual([0, 1, 2]);
});

test('what a request brings beyond eight million bytes of records is stored as it came', () => {
  const batch = RecordBatch.at(buildRecordBatch({ records }));
  const budget = new DecompressionBudget();
  const valid = { recordsSize: 8 * 1024 * 1024 - 10, headersSize: 0, maxTimestamp: START + 5, isAsRebuilt: true };
  const codecs = [valid, { ...valid, recordsSize: 11 }, { ...valid, recordsSize: 10 }].map((each) => {
    const stored = recompress(batch, each, 'gzip', budget);
    return stored && RecordBatch.at(stored).compressionType;
  });
  expect(codecs).toEqual(['gzip', 'none', 'gzip']);
});

test('records whose headers are too many to be made anew are refused', () => {
  const batch = RecordBatch.at(buildRecordBatch({ records }));
  const rebuilt = (headersSize: number) => {
    const valid = { recordsSize: headersSize, headersSize, maxTimestamp: START, isAsRebuilt: false };
    return recompress(batch, valid, 'gzip', new DecompressionBudget());
  };
  expect([rebuilt(1_000_000) === undefined, rebuilt(1_050_000) === undefined]).toEqual([false, true]);
});

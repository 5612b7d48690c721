import { gzipSync } from 'node:zlib';
import { buildRecordBatch, ErrorCode, RecordBatch, RecordBatchPosition, stampCrc } from '@testka/protocol';
import { expect, test } from 'vitest';
import { Harness, START } from '../../test/harness.ts';
import { validateBatch } from './validator.ts';

/** Length, attributes, timestamp delta, offset delta, null key, null value, no headers. */
const EMPTY_RECORD = Buffer.from('0c 00 00 00 01 01 00'.replaceAll(' ', ''), 'hex');

/** Some kB which say that they are so many records, all of them the same. */
function bomb(count: number): RecordBatch {
  const header = buildRecordBatch({ records: [{ timestamp: START }], compression: 'gzip' });
  const records = gzipSync(Buffer.alloc(count * EMPTY_RECORD.length, EMPTY_RECORD));
  const bytes = Buffer.concat([header.subarray(0, RecordBatchPosition.RECORDS), records]);
  bytes.writeInt32BE(bytes.length - RecordBatchPosition.PARTITION_LEADER_EPOCH, RecordBatchPosition.BATCH_LENGTH);
  bytes.writeInt32BE(count - 1, RecordBatchPosition.LAST_OFFSET_DELTA);
  bytes.writeInt32BE(count, RecordBatchPosition.RECORD_COUNT);
  stampCrc(bytes);
  return RecordBatch.at(bytes);
}

const MOST = 1024 * 1024;

test.each([
  // They are looked at: their offsets do not follow each other.
  { count: MOST, errorCode: ErrorCode.UNKNOWN_SERVER_ERROR },
  { count: MOST + 1, errorCode: ErrorCode.INVALID_RECORD },
])('of $count records of 7 bytes in one compressed batch: $errorCode', ({ count, errorCode }) => {
  const harness = new Harness();
  harness.createTopic('orders');
  const config = harness.cluster.view.metadata.partition('orders', 0)?.config;
  if (config === undefined) throw new Error('there is no topic');
  expect(validateBatch(bomb(count), config, START)).toMatchObject({ errorCode });
});

const HOUR_AND_A_BIT = 3_700_000;

/** A topic with these configs, and what becomes of a batch of these records in it. */
function judged(configs: Record<string, string>, records: Parameters<typeof buildRecordBatch>[0]['records']) {
  const harness = new Harness();
  harness.createTopic('orders', 1, configs);
  const config = harness.cluster.view.metadata.partition('orders', 0)?.config;
  if (config === undefined) throw new Error('there is no topic');
  return validateBatch(RecordBatch.at(buildRecordBatch({ records })), config, START);
}

test.each([
  { what: 'without a key', configs: { 'cleanup.policy': 'compact' } },
  { what: 'out of time', configs: { 'message.timestamp.before.max.ms': '1' } },
])('of many records $what the first 50,000 are told', ({ configs }) => {
  const refusal = judged(
    configs,
    Array.from({ length: 50_001 }, () => ({ timestamp: 0 })),
  );
  const told = 'recordErrors' in refusal ? refusal.recordErrors.map(({ batchIndex }) => batchIndex) : [];
  expect([told.length, told[0], told.at(-1)]).toEqual([50_000, 0, 49_999]);
});

test('records without a key and records of a wrong time are told together, in their order, as a wrong time', () => {
  const records = [
    { key: null, timestamp: START + HOUR_AND_A_BIT },
    { key: 'k', timestamp: START },
    { key: 'k', timestamp: START + HOUR_AND_A_BIT },
    { key: null, timestamp: START },
  ];
  const compact = { 'cleanup.policy': 'compact' };
  const refusal = judged(compact, records);
  expect(refusal).toMatchObject({
    errorCode: ErrorCode.INVALID_TIMESTAMP,
    recordErrors: [{ batchIndex: 0 }, { batchIndex: 2 }, { batchIndex: 3 }],
  });
  // Of one record that is wrong in both ways only the key is told, and that alone is no wrong time.
  expect(judged(compact, records.slice(0, 1))).toMatchObject({ errorCode: ErrorCode.INVALID_RECORD });
});

test('a batch that is made anew for another codec has no negative times but -1', () => {
  const zipped = { 'compression.type': 'gzip' };
  expect(judged(zipped, [{ timestamp: -2 }])).toMatchObject({ errorCode: ErrorCode.UNKNOWN_SERVER_ERROR });
  expect(judged(zipped, [{ timestamp: -1 }])).not.toHaveProperty('errorCode');
  expect(judged({}, [{ timestamp: -2 }])).not.toHaveProperty('errorCode');
});

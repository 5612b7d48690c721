import { batchesIn, type RecordBatch, type Record as KafkaRecord, readRecords } from '@testka/protocol';
import type { PlainValue } from '@testka/viewer/data';
import { plural } from '../../format.ts';
import { plainBytes as plainValue } from './plain-value.ts';

type PlainBytes = (bytes: Buffer) => PlainValue;

const MAX_RECORDS = 200;
/** Beyond, a batch is shown by its header. */
const MAX_DECOMPRESSED_BYTES = 16 * 1024 * 1024;
const MAGIC_POSITION = 16;

/**
 * What a Produce request or a Fetch response carries: batches with their records, or bytes where they are something else.
 * @param withValues whether keys, values and headers are shown
 */
export function plainRecords(bytes: Buffer, withValues: boolean): PlainValue {
  const plainBytes = withValues ? plainValue : withoutValue;
  if (bytes.length === 0) return [];
  // Message sets of before 0.11, or what no batch is.
  if (bytes[MAGIC_POSITION] !== 2) return plainBytes(bytes);
  const batches: PlainValue[] = [];
  try {
    for (const batch of batchesIn(bytes)) batches.push(plainBatch(batch, plainBytes));
  } catch (error) {
    return { unreadable: messageOf(error), bytes: plainBytes(bytes), batches };
  }
  // Fetch cuts the last batch off where it must.
  return batches.length === 0 ? plainBytes(bytes) : batches;
}

function plainBatch(batch: RecordBatch, plainBytes: PlainBytes): PlainValue {
  const { baseOffset, compressionType, isTransactional, isControl, producerId, producerEpoch, baseSequence } = batch;
  const header = {
    baseOffset,
    compression: compressionType ?? 'none',
    ...(producerId === -1 ? {} : { producerId, producerEpoch, baseSequence }),
    ...(isTransactional ? { isTransactional } : {}),
    ...(isControl ? { isControl } : {}),
    sizeInBytes: batch.sizeInBytes,
  };
  const records: PlainValue[] = [];
  try {
    let count = 0;
    for (const record of readRecords(batch, { maxDecompressedBytes: MAX_DECOMPRESSED_BYTES })) {
      if (count++ < MAX_RECORDS) records.push(plainRecord(record, plainBytes));
    }
    if (count > MAX_RECORDS) records.push({ $: 'more', count: count - MAX_RECORDS });
    return { ...header, records };
  } catch (error) {
    return { ...header, unreadable: messageOf(error), records };
  }
}

function plainRecord({ offset, timestamp, key, value, headers }: KafkaRecord, plainBytes: PlainBytes): PlainValue {
  const plain = (bytes: Buffer | null): PlainValue => (bytes === null ? null : plainBytes(bytes));
  return {
    offset,
    timestamp,
    key: plain(key),
    value: plain(value),
    ...(headers.length === 0 ? {} : { headers: headers.map((each) => ({ key: each.key, value: plain(each.value) })) }),
  };
}

/** What the user wants on no page, by its size. */
export function withoutValue({ length }: Buffer): string {
  return `(left out: ${plural(length, 'byte')})`;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

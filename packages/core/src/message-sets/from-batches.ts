import {
  batchesIn,
  buildMessageSet,
  ErrorCode,
  type LegacyMagic,
  readRecords,
  type Record as KafkaRecord,
  type RecordBatch,
} from '@testka/protocol';

/** What fills up an answer: an entry of no offset that is longer than what is left, so that no client reads it. */
const FILLER_OFFSET = -1n;
const MIN_FILLER_SIZE = 61;
const SIZE_POSITION = 8;
const FILLER_HEADER_SIZE = 12;

/**
 * How many records one answer has for a partition: who has read them asks for more. Differs: Kafka converts all that the client
 * has room for, while it sends.
 */
const MAX_RECORDS = 100_000;

/**
 * See MessageSets. Kafka promises the size of the batches before it converts them, so what the set takes less is filled up,
 * and what it takes more is cut off, the first converted batch apart (LazyDownConversionRecords).
 */
export function fromBatches(
  chunks: readonly Buffer[],
  magic: LegacyMagic,
  fetchOffset: number,
): readonly Buffer[] | ErrorCode {
  const bytes = Buffer.concat(chunks);
  const sets: Buffer[] = [];
  let left = MAX_RECORDS;
  for (const batch of batchesIn(bytes)) {
    if (left <= 0) break;
    if (batch.isControl) continue;
    // There was no zstd then: a fetch that begins with it fails. Of another, Kafka has converted the first batch by the time
    // that it finds it, and sends nothing of those between.
    if (batch.compressionType === 'zstd') {
      if (sets.length === 0) return ErrorCode.UNSUPPORTED_COMPRESSION_TYPE;
      sets.splice(1);
      break;
    }
    const records = recordsOf(batch, fetchOffset, left);
    left -= records.length;
    if (records.length > 0) sets.push(toMessageSet(batch, magic, records));
  }
  const [first] = sets;
  if (first === undefined) return [];
  const size = Math.max(bytes.length, first.length);
  const set = Buffer.concat(sets).subarray(0, size);
  return set.length < size ? [set, filler(size - set.length)] : [set];
}

/** Headers are lost. A wrapper holds all that its batch does, if it is not too much. */
function recordsOf(batch: RecordBatch, fetchOffset: number, maxCount: number): readonly KafkaRecord[] {
  const isWhole = batch.compressionType !== 'none' && batch.recordCount <= maxCount;
  const records: KafkaRecord[] = [];
  for (const record of readRecords(batch, { withHeaders: false })) {
    if (records.length === maxCount) break;
    if (isWhole || record.offset >= fetchOffset) records.push(record);
  }
  return records;
}

/** In magic 0 timestamps are lost too. */
function toMessageSet(batch: RecordBatch, magic: LegacyMagic, records: readonly KafkaRecord[]): Buffer {
  const { compressionType, timestampType } = batch;
  const compression = compressionType === 'zstd' ? 'none' : compressionType;
  return buildMessageSet({ magic, records, ...(compression && { compression }), timestampType });
}

function filler(size: number): Buffer {
  const bytes = Buffer.alloc(Math.max(size, FILLER_HEADER_SIZE));
  bytes.writeBigInt64BE(FILLER_OFFSET);
  bytes.writeInt32BE(Math.max(size + 1, MIN_FILLER_SIZE), SIZE_POSITION);
  return bytes.subarray(0, size);
}

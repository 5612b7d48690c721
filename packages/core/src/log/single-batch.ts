import {
  BATCH_LENGTH_OVERHEAD,
  ErrorCode,
  InvalidRecordError,
  RECORD_BATCH_MAGIC,
  RecordBatch,
  RecordBatchPosition,
} from '@testka/protocol';

/** Less than any record ever took (magic 0): what says so is no record at all. */
const MIN_BATCH_LENGTH = 14;

/**
 * The one batch that a producer must send for a partition (Kafka's ProduceRequest.validateRecords). Bytes behind it that
 * do not make up another are ignored.
 * @returns CORRUPT_MESSAGE where no batch can begin, INVALID_RECORD where there is none, more than one, or an old one.
 */
export function singleBatch(bytes: Buffer | null): RecordBatch | ErrorCode {
  if (bytes === null) return ErrorCode.INVALID_RECORD;
  const size = sizeOfNext(bytes, 0);
  if (size === 'corrupt') return ErrorCode.CORRUPT_MESSAGE;
  if (size === 'none' || bytes.readInt8(RecordBatchPosition.MAGIC) !== RECORD_BATCH_MAGIC)
    return ErrorCode.INVALID_RECORD;
  const next = sizeOfNext(bytes, size);
  if (next === 'corrupt') return ErrorCode.CORRUPT_MESSAGE;
  return next === 'none' ? batchOrCorrupt(bytes) : ErrorCode.INVALID_RECORD;
}

/** Whether these bytes are a record batch by what they say, not a message set of before. */
export function isBatch(bytes: Buffer): boolean {
  return bytes.length > RecordBatchPosition.MAGIC && bytes.readInt8(RecordBatchPosition.MAGIC) === RECORD_BATCH_MAGIC;
}

/** The first batch, whatever follows it: what a request as a whole is judged by. Undefined when there is none of today's. */
export function firstBatch(bytes: Buffer | null): RecordBatch | 'corrupt' | undefined {
  const size = bytes === null ? 'none' : sizeOfNext(bytes, 0);
  if (bytes === null || size === 'none') return undefined;
  if (size === 'corrupt') return 'corrupt';
  if (bytes.readInt8(RecordBatchPosition.MAGIC) !== RECORD_BATCH_MAGIC) return undefined;
  const batch = batchOrCorrupt(bytes);
  return typeof batch === 'number' ? undefined : batch;
}

/** Bytes of the whole batch at `position`; `none` when it is not all there (ByteBufferLogInputStream). */
function sizeOfNext(bytes: Buffer, position: number): number | 'none' | 'corrupt' {
  const remaining = bytes.length - position;
  if (remaining < BATCH_LENGTH_OVERHEAD) return 'none';
  const length = bytes.readInt32BE(position + RecordBatchPosition.BATCH_LENGTH);
  if (length < MIN_BATCH_LENGTH) return 'corrupt';
  if (remaining <= RecordBatchPosition.MAGIC) return 'none';
  const magic = bytes.readInt8(position + RecordBatchPosition.MAGIC);
  if (magic < 0 || magic > RECORD_BATCH_MAGIC) return 'corrupt';
  const size = length + BATCH_LENGTH_OVERHEAD;
  return size <= remaining ? size : 'none';
}

function batchOrCorrupt(bytes: Buffer): RecordBatch | ErrorCode {
  try {
    return RecordBatch.at(bytes);
  } catch (error) {
    if (error instanceof InvalidRecordError) return ErrorCode.CORRUPT_MESSAGE;
    throw error;
  }
}

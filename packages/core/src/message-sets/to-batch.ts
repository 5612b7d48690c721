import {
  buildRecordBatch,
  CodecError,
  ErrorCode,
  InvalidRecordError,
  type LegacyRecord,
  legacyRecordsIn,
  type MessageSetRecord,
  RECORD_BATCH_MAGIC,
  readLegacyRecord,
  RecordBatch,
  RecordBatchPosition,
} from '@testka/protocol';
import type { DecompressionBudget } from '../log/decompression-budget.ts';
import type { SetLimits } from './message-sets.ts';

/** See MessageSets. Kafka's checks in its order: the sizes, then size and CRC of each record, then what they hold. */
export function toBatch(
  bytes: Buffer,
  { maxMessageBytes, maxDecompressedMessageBytes }: SetLimits,
  budget: DecompressionBudget,
): RecordBatch | ErrorCode | undefined {
  if (bytes.length <= RecordBatchPosition.MAGIC) return undefined;
  const entries = entriesOf(bytes, budget.legacyRecordsLeft);
  if (typeof entries === 'number') return entries;
  const [first] = entries;
  if (first === undefined) return undefined;
  const damage = entries.map((entry) => checkEntry(entry, maxMessageBytes)).find((error) => error !== ErrorCode.NONE);
  if (damage !== undefined) return damage;
  // A wrapper stands alone, and a set has one format.
  const isMixed = entries.some(({ magic, compressionId }) => magic !== first.magic || compressionId !== 0);
  if (entries.length > 1 && isMixed) return ErrorCode.INVALID_RECORD;
  const limit = budget.limitOf(maxDecompressedMessageBytes);
  const records = readEntries(entries, limit, budget.legacyRecordsLeft);
  if (typeof records === 'number') {
    budget.useUpTo(limit, bytes.length);
    return records;
  }
  budget.useLegacyRecords(records.length);
  if (first.compressionId !== 0) budget.use(records.reduce((sum, record) => sum + sizeOf(record), 0));
  return RecordBatch.at(buildRecordBatch({ records, compression: first.compressionType ?? 'none' }));
}

function sizeOf({ key, value }: MessageSetRecord): number {
  return (key?.length ?? 0) + (value?.length ?? 0);
}

function entriesOf(bytes: Buffer, maxRecords: number): LegacyRecord[] | ErrorCode {
  const entries: LegacyRecord[] = [];
  let end = 0;
  try {
    for (const entry of legacyRecordsIn(bytes, maxRecords)) {
      entries.push(entry);
      end += entry.sizeInBytes;
    }
    return entries;
  } catch (error) {
    if (!(error instanceof InvalidRecordError)) throw error;
    if (error.reason === 'too-many') return ErrorCode.MESSAGE_TOO_LARGE;
    const isBatch =
      error.reason === 'bad-magic' && bytes.readInt8(end + RecordBatchPosition.MAGIC) === RECORD_BATCH_MAGIC;
    return isBatch ? ErrorCode.INVALID_RECORD : ErrorCode.CORRUPT_MESSAGE;
  }
}

function checkEntry(entry: LegacyRecord, maxMessageBytes: number): ErrorCode {
  if (entry.sizeInBytes > maxMessageBytes) return ErrorCode.MESSAGE_TOO_LARGE;
  if (!entry.isCrcValid()) return ErrorCode.CORRUPT_MESSAGE;
  if (entry.compressionType === undefined) return ErrorCode.UNKNOWN_SERVER_ERROR;
  return entry.compressionType === 'zstd' ? ErrorCode.INVALID_RECORD : ErrorCode.NONE;
}

function readEntries(
  entries: readonly LegacyRecord[],
  maxDecompressedBytes: number,
  maxRecords: number,
): MessageSetRecord[] | ErrorCode {
  try {
    const records = entries.flatMap((entry) => readLegacyRecord(entry, { maxDecompressedBytes, maxRecords }));
    return records.every(({ isCrcValid }) => isCrcValid) ? records : ErrorCode.CORRUPT_MESSAGE;
  } catch (error) {
    if (error instanceof CodecError)
      return error.reason === 'too-large' ? ErrorCode.INVALID_RECORD : ErrorCode.UNKNOWN_SERVER_ERROR;
    if (!(error instanceof InvalidRecordError)) throw error;
    if (error.reason === 'too-many') return ErrorCode.MESSAGE_TOO_LARGE;
    return error.reason === 'bad-length' ? ErrorCode.CORRUPT_MESSAGE : ErrorCode.INVALID_RECORD;
  }
}

import {
  batchesIn,
  type LegacyRecord,
  legacyRecordsIn,
  RECORD_BATCH_MAGIC,
  type Record as StoredRecord,
  type RecordBatch,
  readLegacyRecord,
  readRecords,
} from '@testka/protocol';
import { digest } from './shape.ts';

/** Where both formats say which they are. */
const MAGIC_POSITION = 16;
/** Longer keys and values are known by their length and a digest. */
const LONGEST_TEXT = 60;

/**
 * What the `records` of an answer say, as plain data: batches with all that is in their headers and every record; under old
 * versions the messages of a set. Bytes behind the last whole one, which a limit cut, come last.
 */
export function storedRecords(bytes: Buffer): unknown[] {
  const isLegacy = bytes.length > MAGIC_POSITION && bytes.readInt8(MAGIC_POSITION) < RECORD_BATCH_MAGIC;
  const whole = isLegacy ? [...legacyRecordsIn(bytes)] : [...batchesIn(bytes)];
  const rest = bytes.subarray(whole.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0));
  const said = whole.map((each) => ('recordCount' in each ? batchOf(each) : messageOf(each)));
  // What a codec makes of records differs, and with it what fits.
  const isCompressed = whole.some(({ compressionId }) => compressionId !== 0);
  if (rest.length === 0 || (isLegacy && isCompressed)) return said;
  return [...said, { cut: rest.length, digest: digest(rest) }];
}

function batchOf(batch: RecordBatch): Readonly<Record<string, unknown>> {
  return {
    baseOffset: batch.baseOffset,
    lastOffsetDelta: batch.lastOffsetDelta,
    partitionLeaderEpoch: batch.partitionLeaderEpoch,
    magic: batch.magic,
    codec: batch.compressionType ?? batch.compressionId,
    attributes: batch.attributes,
    baseTimestamp: batch.baseTimestamp,
    maxTimestamp: batch.maxTimestamp,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    recordCount: batch.recordCount,
    // Two implementations of a codec need not come to the same size, when it is the broker that compresses.
    ...(batch.compressionId === 0 && { sizeInBytes: batch.sizeInBytes }),
    isCrcValid: batch.isCrcValid(),
    entries: [...readRecords(batch)].map(recordOf),
  };
}

function recordOf({ offset, timestamp, attributes, key, value, headers }: StoredRecord): unknown {
  return {
    offset,
    timestamp,
    attributes,
    key: textOf(key),
    value: textOf(value),
    ...(headers.length > 0 && { headers: headers.map((header) => [header.key, textOf(header.value)]) }),
  };
}

function messageOf(message: LegacyRecord): Readonly<Record<string, unknown>> {
  return {
    offset: message.offset,
    magic: message.magic,
    codec: message.compressionType ?? message.compressionId,
    timestampType: message.timestampType,
    timestamp: message.timestamp,
    key: textOf(message.key),
    isCrcValid: message.isCrcValid(),
    entries: readLegacyRecord(message).map(({ offset, timestamp, key, value, isCrcValid }) => {
      return { offset, timestamp, key: textOf(key), value: textOf(value), isCrcValid };
    }),
  };
}

function textOf(bytes: Buffer | null): string | null {
  if (bytes === null || bytes.length <= LONGEST_TEXT) return bytes?.toString('latin1') ?? null;
  return `${bytes.length} bytes, ${digest(bytes)}`;
}

import { codecFor } from '../compression/index.ts';
import { InvalidRecordError } from './errors.ts';
import { RECORD_BATCH_MAGIC, type RecordBatch } from './record-batch.ts';
import { type ByteCursor, readVarint, readVarlong } from './varint.ts';

/** What a record carries beside key and value. Keys may repeat; order counts. */
export interface RecordHeader {
  /** UTF-8 text, never null (KIP-82). */
  readonly key: string;
  readonly value: Buffer | null;
}

/** One record of a batch, with offset and timestamp made absolute. Key and values are views, not copies. */
export interface Record {
  readonly offset: number;
  /** Ms since 1970, -1 when the producer gave none; the batch's max timestamp under LogAppendTime. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly RecordHeader[];
  /** No bit is in use (Kafka 4.4). */
  readonly attributes: number;
}

/** How much a reader will decompress when the caller sets no limit: 256 MiB. */
export const DEFAULT_MAX_DECOMPRESSED_BYTES = 256 * 1024 * 1024;

/** Bounds for reading what somebody else has written. */
export interface ReadRecordsOptions {
  /** Most bytes that the records may decompress to; beyond, a CodecError `too-large`. */
  readonly maxDecompressedBytes?: number;
}

/**
 * The records of a batch, decoded one by one as they are asked for. The CRC is not checked; see `isCrcValid`.
 * @throws InvalidRecordError while iterating, at the first byte that is not as it should be.
 * @throws CodecError at the first record, when the records cannot be decompressed.
 * @see Kafka protocol guide, record; Kafka's DefaultRecordBatch.iterator for what counts as malformed
 */
export function* readRecords(batch: RecordBatch, options: ReadRecordsOptions = {}): Generator<Record, void, undefined> {
  if (batch.magic !== RECORD_BATCH_MAGIC)
    throw new InvalidRecordError('bad-magic', `batch has magic ${batch.magic}, not 2`);
  const { recordCount } = batch;
  if (recordCount < 0) throw new InvalidRecordError('bad-count', `batch says it holds ${recordCount} records`);
  const bytes = decompressedRecords(batch, options.maxDecompressedBytes ?? DEFAULT_MAX_DECOMPRESSED_BYTES);
  const origin: RecordOrigin = {
    baseOffset: batch.baseOffset,
    baseTimestamp: batch.baseTimestamp,
    logAppendTime: batch.timestampType === 'LogAppendTime' ? batch.maxTimestamp : undefined,
  };
  const cursor = { bytes, position: 0, end: bytes.length };
  for (let index = 0; index < recordCount; index++) {
    if (cursor.position === bytes.length) {
      throw new InvalidRecordError('bad-count', `batch says it holds ${recordCount} records, but there are ${index}`);
    }
    yield readRecord(cursor, origin);
  }
  if (cursor.position === bytes.length) return;
  throw new InvalidRecordError(
    'bad-count',
    `${bytes.length - cursor.position} bytes follow the last of ${recordCount} records`,
  );
}

/** What the deltas in a record are counted from. */
interface RecordOrigin {
  readonly baseOffset: number;
  readonly baseTimestamp: number;
  /** Overrides every record's own timestamp. */
  readonly logAppendTime: number | undefined;
}

/** A cursor whose bytes can be sliced. */
interface BufferCursor extends ByteCursor {
  readonly bytes: Buffer;
}

function decompressedRecords(batch: RecordBatch, maxBytes: number): Buffer {
  const { compressionId } = batch;
  if (compressionId === 0) return batch.recordsBytes;
  const codec = codecFor(compressionId);
  if (codec === undefined) throw new InvalidRecordError('unknown-codec', `no codec has id ${compressionId}`);
  return codec.decompress(batch.recordsBytes, maxBytes);
}

function readRecord(outer: BufferCursor, origin: RecordOrigin): Record {
  const length = readVarint(outer);
  const start = outer.position;
  if (length < 0) throw new InvalidRecordError('bad-length', `record before byte ${start} has length ${length}`);
  if (length > outer.end - start) {
    throw new InvalidRecordError(
      'truncated',
      `record at byte ${start} needs ${length} bytes, ${outer.end - start} are left`,
    );
  }
  const cursor = { bytes: outer.bytes, position: start, end: start + length };
  outer.position = cursor.end;
  const attributes = readInt8(cursor);
  const timestampDelta = readVarlong(cursor);
  const offsetDelta = readVarint(cursor);
  const key = readNullableBytes(cursor);
  const value = readNullableBytes(cursor);
  const headers = readHeaders(cursor);
  if (cursor.position !== cursor.end) {
    throw new InvalidRecordError(
      'bad-length',
      `record at byte ${start} is ${cursor.end - cursor.position} bytes too long`,
    );
  }
  const timestamp = origin.logAppendTime ?? origin.baseTimestamp + timestampDelta;
  return { offset: origin.baseOffset + offsetDelta, timestamp, key, value, headers, attributes };
}

const NO_HEADERS: readonly RecordHeader[] = Object.freeze([]);

function readHeaders(cursor: BufferCursor): readonly RecordHeader[] {
  const count = readVarint(cursor);
  if (count === 0) return NO_HEADERS;
  // A header is two bytes at least, and the check keeps a count from making us loop for what cannot be there.
  if (count < 0 || count > cursor.end - cursor.position) {
    throw new InvalidRecordError('bad-length', `${count} headers cannot be in ${cursor.end - cursor.position} bytes`);
  }
  const headers: RecordHeader[] = [];
  for (let index = 0; index < count; index++) {
    const key = readNullableBytes(cursor);
    if (key === null) throw new InvalidRecordError('bad-length', `header key before byte ${cursor.position} is null`);
    headers.push({ key: key.toString('utf8'), value: readNullableBytes(cursor) });
  }
  return headers;
}

/** Any negative length means null, as in Kafka. */
function readNullableBytes(cursor: BufferCursor): Buffer | null {
  const length = readVarint(cursor);
  if (length < 0) return null;
  const start = cursor.position;
  if (length > cursor.end - start) {
    throw new InvalidRecordError(
      'truncated',
      `field at byte ${start} needs ${length} bytes, its record has ${cursor.end - start}`,
    );
  }
  cursor.position = start + length;
  return cursor.bytes.subarray(start, cursor.position);
}

function readInt8(cursor: BufferCursor): number {
  if (cursor.position === cursor.end)
    throw new InvalidRecordError('truncated', `record before byte ${cursor.end} is empty`);
  return cursor.bytes.readInt8(cursor.position++);
}

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

/**
 * Told of each record of a batch, without anything being made of its bytes.
 * @param size bytes, without its length
 * @param offsetDelta how far from the batch's base offset it says it is: its index, where the producer is right
 * @param attributes of the record, of which no bit is in use
 * @param headersSize bytes of the headers, their number included
 */
export type RecordVisitor = (
  index: number,
  timestamp: number,
  hasKey: boolean,
  size: number,
  offsetDelta: number,
  attributes: number,
  headersSize: number,
) => void;

/** How much a reader will decompress when the caller sets no limit: 256 MiB. */
export const DEFAULT_MAX_DECOMPRESSED_BYTES = 256 * 1024 * 1024;

/** Bounds for reading what somebody else has written. */
export interface ReadRecordsOptions {
  /** Most bytes that the records may decompress to; beyond, a CodecError `too-large`. */
  readonly maxDecompressedBytes?: number;
  /** Default true. A record may have millions of headers, of which somebody who only looks for its key makes nothing. */
  readonly withHeaders?: boolean;
}

/**
 * The records of a batch, decoded one by one as they are asked for. The CRC is not checked; see `isCrcValid`.
 * @throws InvalidRecordError while iterating, at the first byte that is not as it should be.
 * @throws CodecError at the first record, when the records cannot be decompressed.
 * @see Kafka protocol guide, record; Kafka's DefaultRecordBatch.iterator for what counts as malformed
 */
export function* readRecords(batch: RecordBatch, options: ReadRecordsOptions = {}): Generator<Record, void, undefined> {
  const place = placeBefore(batch, options);
  const origin = originOf(batch);
  const { withHeaders = true } = options;
  while (hasNext(place)) {
    locateRecord(place);
    yield recordAt(place, origin, withHeaders);
  }
}

/**
 * As `readRecords`, for those who only look: millions of records pass by and nothing is allocated for them.
 * @returns how many bytes they are, decompressed.
 * @throws InvalidRecordError, CodecError as it does.
 */
export function scanRecords(batch: RecordBatch, options: ReadRecordsOptions, visit: RecordVisitor): number {
  const place = placeBefore(batch, options);
  const { baseTimestamp, logAppendTime } = originOf(batch);
  for (let index = 0; hasNext(place); index++) {
    locateRecord(place);
    const timestamp = logAppendTime ?? baseTimestamp + place.timestampDelta;
    const { start, end, offsetDelta, attributes, headersStart } = place;
    visit(index, timestamp, place.keySize >= 0, end - start, offsetDelta, attributes, end - headersStart);
  }
  return place.bytes.length;
}

/** The record that was read last, and where its parts lie. One for all records of a batch. */
interface RecordPlace extends ByteCursor {
  readonly bytes: Buffer;
  /** How many the batch says it holds. */
  readonly recordCount: number;
  /** Of the record, behind its length. */
  start: number;
  end: number;
  /** How many records were read. */
  count: number;
  attributes: number;
  timestampDelta: number;
  offsetDelta: number;
  keyStart: number;
  /** -1: null. */
  keySize: number;
  valueStart: number;
  valueSize: number;
  headersStart: number;
}

function placeBefore(batch: RecordBatch, options: ReadRecordsOptions): RecordPlace {
  if (batch.magic !== RECORD_BATCH_MAGIC)
    throw new InvalidRecordError('bad-magic', `batch has magic ${batch.magic}, not 2`);
  const { recordCount } = batch;
  if (recordCount < 0) throw new InvalidRecordError('bad-count', `batch says it holds ${recordCount} records`);
  const bytes = decompressedRecords(batch, options.maxDecompressedBytes ?? DEFAULT_MAX_DECOMPRESSED_BYTES);
  const nothing = { keyStart: 0, keySize: -1, valueStart: 0, valueSize: -1, headersStart: 0 };
  return {
    bytes,
    recordCount,
    position: 0,
    start: 0,
    end: 0,
    count: 0,
    attributes: 0,
    timestampDelta: 0,
    offsetDelta: 0,
    ...nothing,
  };
}

/** Whether a record follows; what the batch says of their number must be so. */
function hasNext({ bytes, position, count, recordCount }: RecordPlace): boolean {
  const left = bytes.length - position;
  if (count < recordCount && left > 0) return true;
  if (count < recordCount) {
    throw new InvalidRecordError('bad-count', `batch says it holds ${recordCount} records, but there are ${count}`);
  }
  if (left === 0) return false;
  throw new InvalidRecordError('bad-count', `${left} bytes follow the last of ${recordCount} records`);
}

/** What the deltas in a record are counted from. */
interface RecordOrigin {
  readonly baseOffset: number;
  readonly baseTimestamp: number;
  /** Overrides every record's own timestamp. */
  readonly logAppendTime: number | undefined;
}

function originOf({ baseOffset, baseTimestamp, maxTimestamp, timestampType }: RecordBatch): RecordOrigin {
  return { baseOffset, baseTimestamp, logAppendTime: timestampType === 'LogAppendTime' ? maxTimestamp : undefined };
}

/**
 * The records of a batch as they are when nothing is compressed, one behind the other.
 * @throws CodecError when they cannot be decompressed, or are more than `maxBytes`.
 */
export function decompressedRecords(batch: RecordBatch, maxBytes: number): Buffer {
  const { compressionId } = batch;
  if (compressionId === 0) return batch.recordsBytes;
  const codec = codecFor(compressionId);
  if (codec === undefined) throw new InvalidRecordError('unknown-codec', `no codec has id ${compressionId}`);
  return codec.decompress(batch.recordsBytes, maxBytes);
}

/** Reads the next record, as far as its parts. */
function locateRecord(place: RecordPlace): void {
  if (!locateSmallRecord(place)) locateAnyRecord(place);
}

function locateAnyRecord(place: RecordPlace): void {
  place.end = place.bytes.length;
  const length = readVarint(place);
  const start = place.position;
  if (length < 0) throw new InvalidRecordError('bad-length', `record before byte ${start} has length ${length}`);
  if (length > place.end - start) {
    throw new InvalidRecordError(
      'truncated',
      `record at byte ${start} needs ${length} bytes, ${place.end - start} are left`,
    );
  }
  place.start = start;
  place.end = start + length;
  place.attributes = readInt8(place);
  place.timestampDelta = readVarlong(place);
  place.offsetDelta = readVarint(place);
  place.keySize = skipNullableBytes(place);
  place.keyStart = place.position - place.keySize;
  place.valueSize = skipNullableBytes(place);
  place.valueStart = place.position - place.valueSize;
  place.headersStart = place.position;
  skipHeaders(place);
  if (place.position !== place.end) {
    throw new InvalidRecordError(
      'bad-length',
      `record at byte ${start} is ${place.end - place.position} bytes too long`,
    );
  }
  place.count += 1;
}

/** Of a number of four bytes. */
const LARGEST_SHIFT = 21;

/**
 * What `locateAnyRecord` does, for the record of which a frame can bring millions: less than 64 bytes, without headers. It takes a
 * third of the time, as numbers are read in place.
 * @returns false, and nothing is read: it is another, or something is wrong with it
 */
function locateSmallRecord(place: RecordPlace): boolean {
  const { bytes } = place;
  const length = bytes[place.position] as number;
  const start = place.position + 1;
  const end = start + (length >>> 1);
  if ((length & 1) !== 0 || length > 127 || end > bytes.length) return false;
  let position = start + 1;
  // Beyond the end of the bytes there is nothing, which counts as 0: such a record does not end where it should.
  const timestampDelta = bytes[position++] as number;
  let offsetDelta = bytes[position++] as number;
  for (let shift = 7, byte = offsetDelta; byte > 127; shift += 7) {
    if (shift > LARGEST_SHIFT) return false;
    byte = bytes[position++] as number;
    offsetDelta = (offsetDelta & ((1 << shift) - 1)) | (byte << shift);
  }
  const keyLength = bytes[position++] as number;
  const keySize = (keyLength & 1) === 0 ? keyLength >>> 1 : -1;
  const keyStart = position;
  if (keySize > 0) position += keySize;
  const valueLength = bytes[position++] as number;
  const valueSize = (valueLength & 1) === 0 ? valueLength >>> 1 : -1;
  const valueStart = position;
  if (valueSize > 0) position += valueSize;
  const isPlain = timestampDelta <= 127 && keyLength <= 127 && valueLength <= 127 && bytes[position] === 0;
  if (!isPlain || position + 1 !== end) return false;
  place.attributes = ((bytes[start] as number) << 24) >> 24;
  place.timestampDelta = (timestampDelta >>> 1) ^ -(timestampDelta & 1);
  place.offsetDelta = (offsetDelta >>> 1) ^ -(offsetDelta & 1);
  place.keySize = keySize;
  place.keyStart = keyStart;
  place.valueSize = valueSize;
  place.valueStart = valueStart;
  place.headersStart = position;
  place.start = start;
  place.end = end;
  place.position = end;
  place.count += 1;
  return true;
}

function recordAt(place: RecordPlace, origin: RecordOrigin, withHeaders: boolean): Record {
  const { bytes, attributes, keyStart, keySize, valueStart, valueSize } = place;
  return {
    offset: origin.baseOffset + place.offsetDelta,
    timestamp: origin.logAppendTime ?? origin.baseTimestamp + place.timestampDelta,
    key: keySize < 0 ? null : bytes.subarray(keyStart, keyStart + keySize),
    value: valueSize < 0 ? null : bytes.subarray(valueStart, valueStart + valueSize),
    headers: withHeaders ? headersAt(place) : NO_HEADERS,
    attributes,
  };
}

const NO_HEADERS: readonly RecordHeader[] = Object.freeze([]);

/** The headers of a record that has been located, so that nothing can be wrong with them. */
function headersAt({ bytes, headersStart, end }: RecordPlace): readonly RecordHeader[] {
  const cursor = { bytes, position: headersStart, end };
  const count = readVarint(cursor);
  if (count === 0) return NO_HEADERS;
  const next = (): Buffer | null => {
    const size = skipNullableBytes(cursor);
    return size < 0 ? null : bytes.subarray(cursor.position - size, cursor.position);
  };
  return Array.from({ length: count }, () => ({ key: next()?.toString('utf8') ?? '', value: next() }));
}

function skipHeaders(cursor: ByteCursor): void {
  const count = readVarint(cursor);
  // A header is two bytes at least, and the check keeps a count from making us loop for what cannot be there.
  if (count < 0 || count > cursor.end - cursor.position) {
    throw new InvalidRecordError('bad-length', `${count} headers cannot be in ${cursor.end - cursor.position} bytes`);
  }
  for (let index = skipSmallHeaders(cursor, count); index < count; index++) {
    if (skipNullableBytes(cursor) < 0) {
      throw new InvalidRecordError('bad-length', `header key before byte ${cursor.position} is null`);
    }
    skipNullableBytes(cursor);
  }
}

/**
 * Those whose key and value have less than 64 bytes each, in a third of the time.
 * @returns how many; what follows is another, or something is wrong with it
 */
function skipSmallHeaders(cursor: ByteCursor, count: number): number {
  const { bytes, end } = cursor;
  let { position } = cursor;
  let skipped = 0;
  while (skipped < count) {
    const key = bytes[position] as number;
    if ((key & 1) !== 0 || key > 127) break;
    const valueAt = position + 1 + (key >>> 1);
    if (valueAt >= end) break;
    const value = bytes[valueAt] as number;
    const next = valueAt + 1 + ((value & 1) === 0 ? value >>> 1 : 0);
    if (value > 127 || next > end) break;
    position = next;
    skipped += 1;
  }
  cursor.position = position;
  return skipped;
}

/** @returns the size of what was skipped; any negative length means null, as in Kafka: -1. */
function skipNullableBytes(cursor: ByteCursor): number {
  const length = readVarint(cursor);
  if (length < 0) return -1;
  const start = cursor.position;
  if (length > cursor.end - start) {
    throw new InvalidRecordError(
      'truncated',
      `field at byte ${start} needs ${length} bytes, its record has ${cursor.end - start}`,
    );
  }
  cursor.position = start + length;
  return length;
}

function readInt8(cursor: RecordPlace): number {
  if (cursor.position === cursor.end)
    throw new InvalidRecordError('truncated', `record before byte ${cursor.end} is empty`);
  return cursor.bytes.readInt8(cursor.position++);
}

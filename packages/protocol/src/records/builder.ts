import { codecOf } from '../compression/index.ts';
import { type CompressionType, compressionIdOf } from '../compression/compression-type.ts';
import { writeInt64 } from './int64.ts';
import {
  BATCH_LENGTH_OVERHEAD,
  NO_PARTITION_LEADER_EPOCH,
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  NO_SEQUENCE,
  NO_TIMESTAMP,
  RECORD_BATCH_HEADER_SIZE,
  RECORD_BATCH_MAGIC,
  type RecordBatch,
  RecordBatchAttribute,
  RecordBatchPosition,
  stampCrc,
  type TimestampType,
} from './record-batch.ts';
import { DEFAULT_MAX_DECOMPRESSED_BYTES, decompressedRecords } from './record.ts';
import { sizeOfVarint, sizeOfVarlong, writeVarint, writeVarlong } from './varint.ts';

/** Bytes of a key or value; text is written as UTF-8. */
export type RecordBytes = Uint8Array | string;

/** One record to build. */
export interface RecordInput {
  readonly key?: RecordBytes | null | undefined;
  /** Null or absent: a tombstone on a compacted topic. */
  readonly value?: RecordBytes | null | undefined;
  readonly headers?: readonly { readonly key: string; readonly value: RecordBytes | null }[] | undefined;
  /** Ms since 1970; -1: none. */
  readonly timestamp: number;
  /** Distance from the base offset; absent: its index. For batches with holes, as the cleaner leaves them. */
  readonly offsetDelta?: number | undefined;
}

/** What to put into a batch. Absent fields are what an ordinary producer without idempotence sends. */
export interface RecordBatchInput {
  readonly records: readonly RecordInput[];
  /** Default 0. */
  readonly baseOffset?: number;
  /** Default -1. */
  readonly partitionLeaderEpoch?: number;
  /** Default none. */
  readonly compression?: CompressionType;
  /** Default -1. */
  readonly producerId?: number;
  /** Default -1. */
  readonly producerEpoch?: number;
  /** Default -1. */
  readonly baseSequence?: number;
  readonly isTransactional?: boolean;
  readonly isControl?: boolean;
  /** Default CreateTime. */
  readonly timestampType?: TimestampType;
  /** Default the largest of the records', or -1 when there are none. Under LogAppendTime: what readers get. */
  readonly maxTimestamp?: number;
  /** Default that of the last record, or -1 when there are none. */
  readonly lastOffsetDelta?: number;
  /** Ms from which the cleaner may drop tombstones and markers; takes the base timestamp's place (KIP-534). */
  readonly deleteHorizonMs?: number;
}

/**
 * One record batch, format v2, with its CRC.
 * @throws CodecError `unavailable` when this Node cannot compress with the codec.
 * @throws RangeError when a number does not fit its field.
 * @see Kafka protocol guide, record batch v2
 */
export function buildRecordBatch(input: RecordBatchInput): Buffer {
  const firstTimestamp = input.records[0]?.timestamp ?? NO_TIMESTAMP;
  const baseTimestamp = input.deleteHorizonMs ?? firstTimestamp;
  const { compression = 'none' } = input;
  const plain = input.records.map((record, index) => planRecord(record, index, baseTimestamp));
  const size = plain.reduce((sum, record) => sum + record.size, 0);
  const batch = Buffer.alloc(compression === 'none' ? RECORD_BATCH_HEADER_SIZE + size : size);
  const start = batch.length - size;
  plain.reduce((position, record) => writeRecord(batch, record, position), start);
  const whole = compression === 'none' ? batch : withHeaderRoom(codecOf(compression).compress(batch));
  writeHeader(whole, input, baseTimestamp);
  stampCrc(whole);
  return whole;
}

/**
 * The batch with its records in another codec, and nothing else of what its producer said but who it is.
 * @param maxTimestamp the largest of the records'
 * @throws CodecError when the records cannot be decompressed, or compressed.
 */
export function recompressed(batch: RecordBatch, compression: CompressionType, maxTimestamp: number): Buffer {
  const records = decompressedRecords(batch, DEFAULT_MAX_DECOMPRESSED_BYTES);
  const whole = withHeaderRoom(compression === 'none' ? records : codecOf(compression).compress(records));
  batch.bytes.copy(whole, 0, 0, RECORD_BATCH_HEADER_SIZE);
  whole.writeInt32BE(whole.length - BATCH_LENGTH_OVERHEAD, RecordBatchPosition.BATCH_LENGTH);
  whole.writeInt16BE(
    attributesOf({ records: [], compression, isTransactional: batch.isTransactional }),
    RecordBatchPosition.ATTRIBUTES,
  );
  writeInt64(whole, maxTimestamp, RecordBatchPosition.MAX_TIMESTAMP);
  stampCrc(whole);
  return whole;
}

function withHeaderRoom(compressed: Buffer): Buffer {
  const batch = Buffer.alloc(RECORD_BATCH_HEADER_SIZE + compressed.length);
  compressed.copy(batch, RECORD_BATCH_HEADER_SIZE);
  return batch;
}

function writeHeader(batch: Buffer, input: RecordBatchInput, baseTimestamp: number): void {
  const { records } = input;
  const lastOffsetDelta = input.lastOffsetDelta ?? records.at(-1)?.offsetDelta ?? records.length - 1;
  const largestTimestamp = records.reduce((largest, { timestamp }) => Math.max(largest, timestamp), NO_TIMESTAMP);
  writeInt64(batch, input.baseOffset ?? 0, RecordBatchPosition.BASE_OFFSET);
  batch.writeInt32BE(batch.length - BATCH_LENGTH_OVERHEAD, RecordBatchPosition.BATCH_LENGTH);
  batch.writeInt32BE(
    input.partitionLeaderEpoch ?? NO_PARTITION_LEADER_EPOCH,
    RecordBatchPosition.PARTITION_LEADER_EPOCH,
  );
  batch.writeInt8(RECORD_BATCH_MAGIC, RecordBatchPosition.MAGIC);
  batch.writeInt16BE(attributesOf(input), RecordBatchPosition.ATTRIBUTES);
  batch.writeInt32BE(lastOffsetDelta, RecordBatchPosition.LAST_OFFSET_DELTA);
  writeInt64(batch, baseTimestamp, RecordBatchPosition.BASE_TIMESTAMP);
  writeInt64(batch, input.maxTimestamp ?? largestTimestamp, RecordBatchPosition.MAX_TIMESTAMP);
  writeInt64(batch, input.producerId ?? NO_PRODUCER_ID, RecordBatchPosition.PRODUCER_ID);
  batch.writeInt16BE(input.producerEpoch ?? NO_PRODUCER_EPOCH, RecordBatchPosition.PRODUCER_EPOCH);
  batch.writeInt32BE(input.baseSequence ?? NO_SEQUENCE, RecordBatchPosition.BASE_SEQUENCE);
  batch.writeInt32BE(records.length, RecordBatchPosition.RECORD_COUNT);
}

function attributesOf(input: RecordBatchInput): number {
  let attributes = compressionIdOf(input.compression ?? 'none');
  if (input.timestampType === 'LogAppendTime') attributes |= RecordBatchAttribute.LOG_APPEND_TIME;
  if (input.isTransactional === true) attributes |= RecordBatchAttribute.TRANSACTIONAL;
  if (input.isControl === true) attributes |= RecordBatchAttribute.CONTROL;
  if (input.deleteHorizonMs !== undefined) attributes |= RecordBatchAttribute.DELETE_HORIZON;
  return attributes;
}

/** A record turned into what is written, with sizes known. */
interface PlannedRecord {
  readonly timestampDelta: number;
  readonly offsetDelta: number;
  /** Key, value, then key and value of each header. */
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly (Uint8Array | null)[];
  /** Bytes after the length varint. */
  readonly bodySize: number;
  /** Bytes with it. */
  readonly size: number;
}

function planRecord(record: RecordInput, index: number, baseTimestamp: number): PlannedRecord {
  const timestampDelta = record.timestamp - baseTimestamp;
  const offsetDelta = record.offsetDelta ?? index;
  const key = toBytes(record.key);
  const value = toBytes(record.value);
  const headers = (record.headers ?? []).flatMap((header) => [toBytes(header.key), toBytes(header.value)]);
  const bodySize =
    1 +
    sizeOfVarlong(timestampDelta) +
    sizeOfVarint(offsetDelta) +
    sizeOfField(key) +
    sizeOfField(value) +
    sizeOfVarint(headers.length / 2) +
    headers.reduce((sum, field) => sum + sizeOfField(field), 0);
  return { timestampDelta, offsetDelta, key, value, headers, bodySize, size: sizeOfVarint(bodySize) + bodySize };
}

function writeRecord(target: Buffer, record: PlannedRecord, start: number): number {
  let position = writeVarint(target, record.bodySize, start);
  target[position++] = 0;
  position = writeVarlong(target, record.timestampDelta, position);
  position = writeVarint(target, record.offsetDelta, position);
  position = writeField(target, record.key, position);
  position = writeField(target, record.value, position);
  position = writeVarint(target, record.headers.length / 2, position);
  for (const field of record.headers) position = writeField(target, field, position);
  return position;
}

function toBytes(value: RecordBytes | null | undefined): Uint8Array | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
}

function sizeOfField(field: Uint8Array | null): number {
  return field === null ? 1 : sizeOfVarint(field.length) + field.length;
}

/** A length of -1 stands for null. */
function writeField(target: Buffer, field: Uint8Array | null, position: number): number {
  if (field === null) return writeVarint(target, -1, position);
  const start = writeVarint(target, field.length, position);
  target.set(field, start);
  return start + field.length;
}

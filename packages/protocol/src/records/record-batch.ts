import { type CompressionType, compressionTypeOf } from '../compression/compression-type.ts';
import { crc32c } from './crc32c.ts';
import { InvalidRecordError } from './errors.ts';
import { readInt64, writeInt64 } from './int64.ts';

/** The only format stored or sent; 0 and 1 are message sets of before Kafka 0.11. */
export const RECORD_BATCH_MAGIC = 2;

/** Bytes before what `batchLength` counts: base offset (8) and the length itself (4). */
export const BATCH_LENGTH_OVERHEAD = 12;

/** Bytes of a batch before its records. */
export const RECORD_BATCH_HEADER_SIZE = 61;

/** Where each field starts, from the first byte of the batch. @see Kafka protocol guide, record batch v2 */
export const RecordBatchPosition = {
  BASE_OFFSET: 0,
  BATCH_LENGTH: 8,
  PARTITION_LEADER_EPOCH: 12,
  MAGIC: 16,
  CRC: 17,
  ATTRIBUTES: 21,
  LAST_OFFSET_DELTA: 23,
  BASE_TIMESTAMP: 27,
  MAX_TIMESTAMP: 35,
  PRODUCER_ID: 43,
  PRODUCER_EPOCH: 51,
  BASE_SEQUENCE: 53,
  RECORD_COUNT: 57,
  RECORDS: RECORD_BATCH_HEADER_SIZE,
} as const;

/** Bits of the attributes. */
export const RecordBatchAttribute = {
  COMPRESSION_MASK: 0x07,
  LOG_APPEND_TIME: 0x08,
  TRANSACTIONAL: 0x10,
  CONTROL: 0x20,
  DELETE_HORIZON: 0x40,
} as const;

const { COMPRESSION_MASK, TRANSACTIONAL, CONTROL, DELETE_HORIZON } = RecordBatchAttribute;
/** Those that mean something, but for the type of timestamps. */
const OTHER_ATTRIBUTES = COMPRESSION_MASK | TRANSACTIONAL | CONTROL | DELETE_HORIZON;

/** What "none" looks like in the fields of a producer without idempotence. */
export const NO_PRODUCER_ID = -1;
export const NO_PRODUCER_EPOCH = -1;
export const NO_SEQUENCE = -1;
export const NO_TIMESTAMP = -1;
export const NO_PARTITION_LEADER_EPOCH = -1;

/** Whose clock a record's timestamp is: the producer's, or the broker's at append. */
export type TimestampType = 'CreateTime' | 'LogAppendTime';

/**
 * A read-only look at one record batch, format v2, that lies in a buffer; nothing is copied or decoded until asked for.
 *
 * For another `magic` only `baseOffset`, `batchLength`, `sizeInBytes`, `magic` and `bytes` mean anything.
 * Int64 fields are exact within ±(2^53 − 1) and saturate there beyond.
 * @see Kafka protocol guide, record batch v2
 */
export class RecordBatch {
  readonly #bytes: Buffer;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /**
   * The batch that starts at `position`; what follows it in `bytes` does not matter.
   * @throws InvalidRecordError `truncated` when the batch is not whole, `bad-length` when its length is less than its
   *   header.
   */
  static at(bytes: Buffer, position = 0): RecordBatch {
    const size = sizeOfBatchAt(bytes, position);
    if (size === undefined || position + size > bytes.length) {
      throw new InvalidRecordError(
        'truncated',
        `the batch at byte ${position} is longer than the ${bytes.length} bytes`,
      );
    }
    return new RecordBatch(bytes.subarray(position, position + size));
  }

  /** The whole batch, header included: a view, not a copy. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** What follows the header, as it was sent: compressed when there is a codec. A view, not a copy. */
  get recordsBytes(): Buffer {
    return this.#bytes.subarray(RecordBatchPosition.RECORDS);
  }

  /** Offset of the first record that was ever in the batch. */
  get baseOffset(): number {
    return readInt64(this.#bytes, RecordBatchPosition.BASE_OFFSET);
  }

  /** Bytes after the length field. */
  get batchLength(): number {
    return this.#bytes.readInt32BE(RecordBatchPosition.BATCH_LENGTH);
  }

  /** Bytes of the whole batch: what `max.message.bytes` limits. */
  get sizeInBytes(): number {
    return this.#bytes.length;
  }

  get partitionLeaderEpoch(): number {
    return this.#bytes.readInt32BE(RecordBatchPosition.PARTITION_LEADER_EPOCH);
  }

  get magic(): number {
    return this.#bytes.readInt8(RecordBatchPosition.MAGIC);
  }

  /** CRC-32C of everything from the attributes on, as the batch claims it. */
  get crc(): number {
    return this.#bytes.readUInt32BE(RecordBatchPosition.CRC);
  }

  get attributes(): number {
    return this.#bytes.readInt16BE(RecordBatchPosition.ATTRIBUTES);
  }

  /** 0 to 7; only 0 to 4 are codecs. */
  get compressionId(): number {
    return this.attributes & RecordBatchAttribute.COMPRESSION_MASK;
  }

  /** Undefined when `compressionId` is none of Kafka's. */
  get compressionType(): CompressionType | undefined {
    return compressionTypeOf(this.compressionId);
  }

  get timestampType(): TimestampType {
    return this.#has(RecordBatchAttribute.LOG_APPEND_TIME) ? 'LogAppendTime' : 'CreateTime';
  }

  get isTransactional(): boolean {
    return this.#has(RecordBatchAttribute.TRANSACTIONAL);
  }

  get isControl(): boolean {
    return this.#has(RecordBatchAttribute.CONTROL);
  }

  /** True when the base timestamp is the time from which the cleaner may drop tombstones and markers (KIP-534). */
  get hasDeleteHorizon(): boolean {
    return this.#has(RecordBatchAttribute.DELETE_HORIZON);
  }

  get lastOffsetDelta(): number {
    return this.#bytes.readInt32BE(RecordBatchPosition.LAST_OFFSET_DELTA);
  }

  /** Offset of the last record that was ever in the batch; compaction may have removed the record itself. */
  get lastOffset(): number {
    return this.baseOffset + this.lastOffsetDelta;
  }

  /** What record timestamps are counted from, ms; see `hasDeleteHorizon`. */
  get baseTimestamp(): number {
    return readInt64(this.#bytes, RecordBatchPosition.BASE_TIMESTAMP);
  }

  /** The largest record timestamp, ms; the time of the append under LogAppendTime; -1 when there is none. */
  get maxTimestamp(): number {
    return readInt64(this.#bytes, RecordBatchPosition.MAX_TIMESTAMP);
  }

  get producerId(): number {
    return readInt64(this.#bytes, RecordBatchPosition.PRODUCER_ID);
  }

  get producerEpoch(): number {
    return this.#bytes.readInt16BE(RecordBatchPosition.PRODUCER_EPOCH);
  }

  get baseSequence(): number {
    return this.#bytes.readInt32BE(RecordBatchPosition.BASE_SEQUENCE);
  }

  /** Sequence of the last record, wrapped; -1 when the batch has no sequence. */
  get lastSequence(): number {
    const { baseSequence } = this;
    return baseSequence === NO_SEQUENCE ? NO_SEQUENCE : incrementSequence(baseSequence, this.lastOffsetDelta);
  }

  /** How many records the batch says it holds; not checked against the bytes. */
  get recordCount(): number {
    return this.#bytes.readInt32BE(RecordBatchPosition.RECORD_COUNT);
  }

  /** Whether the bytes from the attributes on are those the CRC was made of. */
  isCrcValid(): boolean {
    return this.crc === crc32c(this.#bytes, RecordBatchPosition.ATTRIBUTES);
  }

  #has(attribute: number): boolean {
    return (this.attributes & attribute) !== 0;
  }
}

/**
 * The batches that lie one after the other in `bytes`, as views.
 * Stops without a word at a batch that is cut off, which Fetch allows as the last one.
 * @throws InvalidRecordError `bad-length` when a length is less than a header, since nothing after it can be found.
 */
export function* batchesIn(bytes: Buffer): Generator<RecordBatch, void, undefined> {
  let position = 0;
  for (;;) {
    const size = sizeOfBatchAt(bytes, position);
    if (size === undefined || position + size > bytes.length) return;
    yield RecordBatch.at(bytes, position);
    position += size;
  }
}

/**
 * Gives an appended batch its place in the log, in place. Neither field is under the CRC, so it stays valid.
 * @param bytes one whole batch from its first byte.
 */
export function stampBatch(bytes: Buffer, stamp: { baseOffset: number; partitionLeaderEpoch: number }): void {
  writeInt64(bytes, stamp.baseOffset, RecordBatchPosition.BASE_OFFSET);
  bytes.writeInt32BE(stamp.partitionLeaderEpoch, RecordBatchPosition.PARTITION_LEADER_EPOCH);
}

/**
 * Gives a batch its type of timestamps and its max timestamp, in place, and makes the CRC anew. One that has both stays as it
 * is; of any other, attributes that mean nothing are lost, as in Kafka. The base timestamp stays the producer's: under
 * LogAppendTime readers take the max timestamp for every record.
 * @param bytes exactly one batch.
 */
export function stampTimestamps(bytes: Buffer, type: TimestampType, maxTimestamp: number): void {
  const attributes = bytes.readInt16BE(RecordBatchPosition.ATTRIBUTES);
  const bit = type === 'LogAppendTime' ? RecordBatchAttribute.LOG_APPEND_TIME : 0;
  const hasType = (attributes & RecordBatchAttribute.LOG_APPEND_TIME) === bit;
  if (hasType && readInt64(bytes, RecordBatchPosition.MAX_TIMESTAMP) === maxTimestamp) return;
  bytes.writeInt16BE((attributes & OTHER_ATTRIBUTES) | bit, RecordBatchPosition.ATTRIBUTES);
  writeInt64(bytes, maxTimestamp, RecordBatchPosition.MAX_TIMESTAMP);
  stampCrc(bytes);
}

/** Makes the CRC of exactly one batch anew, in place. */
export function stampCrc(bytes: Buffer): void {
  bytes.writeUInt32BE(crc32c(bytes, RecordBatchPosition.ATTRIBUTES), RecordBatchPosition.CRC);
}

/** The sequence `increment` after `sequence`: 2^31 − 1 is followed by 0. @see DefaultRecordBatch.incrementSequence */
export function incrementSequence(sequence: number, increment: number): number {
  const sum = sequence + increment;
  return sum > 0x7fff_ffff ? sum - 0x8000_0000 : sum;
}

/** The sequence `decrement` before `sequence`: 0 comes after 2^31 − 1. @see DefaultRecordBatch.decrementSequence */
export function decrementSequence(sequence: number, decrement: number): number {
  const difference = sequence - decrement;
  return difference < 0 ? difference + 0x8000_0000 : difference;
}

/** Undefined when not even the magic is there; then the size is not to be trusted either. */
function sizeOfBatchAt(bytes: Buffer, position: number): number | undefined {
  if (bytes.length - position < RecordBatchPosition.CRC) return undefined;
  const batchLength = bytes.readInt32BE(position + RecordBatchPosition.BATCH_LENGTH);
  const isV2 = bytes.readInt8(position + RecordBatchPosition.MAGIC) === RECORD_BATCH_MAGIC;
  const minimum = (isV2 ? RECORD_BATCH_HEADER_SIZE : RecordBatchPosition.CRC) - BATCH_LENGTH_OVERHEAD;
  if (batchLength >= minimum) return BATCH_LENGTH_OVERHEAD + batchLength;
  throw new InvalidRecordError(
    'bad-length',
    `the batch at byte ${position} has length ${batchLength}, less than its header`,
  );
}

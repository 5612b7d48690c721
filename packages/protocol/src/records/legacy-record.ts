import { type CompressionType, compressionTypeOf } from '../compression/compression-type.ts';
import { crc32 } from '../compression/crc32.ts';
import { InvalidRecordError } from './errors.ts';
import { readInt64, writeInt64 } from './int64.ts';
import { NO_TIMESTAMP, type TimestampType } from './record-batch.ts';

/** The formats of before Kafka 0.11. */
export type LegacyMagic = 0 | 1;

/** Bytes before what `size` counts: offset (8) and the size itself (4). */
const ENTRY_OVERHEAD = 12;

/** Where each field starts, from the first byte of the entry. Magic 0 has no timestamp, and what follows lies there. */
const Position = { OFFSET: 0, SIZE: 8, CRC: 12, MAGIC: 16, ATTRIBUTES: 17, TIMESTAMP: 18 } as const;

/** CRC, magic, attributes and the lengths of key and value: what a record takes when it holds nothing. */
const MIN_SIZE = { 0: 14, 1: 22 } as const;

const COMPRESSION_MASK = 0x07;
const LOG_APPEND_TIME = 0x08;

/**
 * One entry of a message set, a view over its bytes: a record, or a wrapper whose value holds compressed records.
 * Key and value are not checked against the size until they are asked for.
 * @see Kafka protocol guide, message set; AbstractLegacyRecordBatch
 */
export class LegacyRecord {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The whole entry, offset and size included. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Of a wrapper: the offset of its last record. */
  get offset(): number {
    return readInt64(this.#bytes, Position.OFFSET);
  }

  get sizeInBytes(): number {
    return this.#bytes.length;
  }

  get magic(): number {
    return this.#bytes.readInt8(Position.MAGIC);
  }

  get compressionId(): number {
    return this.#attributes & COMPRESSION_MASK;
  }

  /** Undefined when `compressionId` is none of Kafka's. */
  get compressionType(): CompressionType | undefined {
    return compressionTypeOf(this.compressionId);
  }

  get timestampType(): TimestampType {
    return (this.#attributes & LOG_APPEND_TIME) === 0 ? 'CreateTime' : 'LogAppendTime';
  }

  /** Ms; -1 in magic 0, which has none. */
  get timestamp(): number {
    return this.magic === 0 ? NO_TIMESTAMP : readInt64(this.#bytes, Position.TIMESTAMP);
  }

  /** @throws InvalidRecordError when it is longer than its record */
  get key(): Buffer | null {
    return this.#field(this.#keyPosition);
  }

  /** @throws InvalidRecordError when it is longer than its record */
  get value(): Buffer | null {
    return this.#field(this.#keyPosition + 4 + (this.key?.length ?? 0));
  }

  isCrcValid(): boolean {
    const isLongEnough = this.#bytes.length >= ENTRY_OVERHEAD + MIN_SIZE[this.magic === 0 ? 0 : 1];
    return isLongEnough && this.#bytes.readUInt32BE(Position.CRC) === crc32(this.#bytes.subarray(Position.MAGIC));
  }

  get #attributes(): number {
    return this.#bytes.readUInt8(Position.ATTRIBUTES);
  }

  get #keyPosition(): number {
    return Position.TIMESTAMP + (this.magic === 0 ? 0 : 8);
  }

  /** Any negative length means null, as in Kafka. */
  #field(position: number): Buffer | null {
    const start = position + 4;
    const length = start <= this.#bytes.length ? this.#bytes.readInt32BE(position) : Infinity;
    if (length < 0) return null;
    if (start + length > this.#bytes.length) {
      throw new InvalidRecordError('truncated', `a field at byte ${position} is longer than its record`);
    }
    return this.#bytes.subarray(start, start + length);
  }
}

/**
 * The entries that lie one after the other in `bytes`, as views. Stops without a word at one that is cut off, which Fetch
 * allows as the last one.
 * @param maxRecords default any number
 * @throws InvalidRecordError `bad-length` for a size that no record has, `bad-magic` for a format that is none, `too-many`.
 */
export function* legacyRecordsIn(bytes: Buffer, maxRecords = Infinity): Generator<LegacyRecord, void, undefined> {
  let position = 0;
  for (let count = 0; bytes.length - position > Position.MAGIC; count++) {
    if (count === maxRecords) throw new InvalidRecordError('too-many', `there are more than ${maxRecords} records`);
    const size = bytes.readInt32BE(position + Position.SIZE);
    const magic = bytes.readInt8(position + Position.MAGIC);
    if (size < MIN_SIZE[0])
      throw new InvalidRecordError('bad-length', `the record at byte ${position} has ${size} bytes`);
    if (magic !== 0 && magic !== 1) throw new InvalidRecordError('bad-magic', `magic ${magic} at byte ${position}`);
    const end = position + ENTRY_OVERHEAD + size;
    if (end > bytes.length) return;
    yield new LegacyRecord(bytes.subarray(position, end));
    position = end;
  }
}

/** What goes into one entry. */
export interface LegacyRecordInput {
  readonly offset: number;
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  /** Default 0: none. */
  readonly compressionId?: number;
  readonly timestampType: TimestampType;
}

/** One entry with its CRC. */
export function encodeLegacyRecord(magic: LegacyMagic, input: LegacyRecordInput): Buffer {
  const { key, value } = input;
  const size = MIN_SIZE[magic] + (key?.length ?? 0) + (value?.length ?? 0);
  const bytes = Buffer.alloc(ENTRY_OVERHEAD + size);
  writeInt64(bytes, input.offset, Position.OFFSET);
  bytes.writeInt32BE(size, Position.SIZE);
  bytes.writeInt8(magic, Position.MAGIC);
  const timestampBit = magic === 1 && input.timestampType === 'LogAppendTime' ? LOG_APPEND_TIME : 0;
  bytes.writeUInt8((input.compressionId ?? 0) | timestampBit, Position.ATTRIBUTES);
  if (magic === 1) writeInt64(bytes, input.timestamp, Position.TIMESTAMP);
  const keyEnd = writeField(bytes, key, magic === 0 ? Position.TIMESTAMP : Position.TIMESTAMP + 8);
  writeField(bytes, value, keyEnd);
  bytes.writeUInt32BE(crc32(bytes.subarray(Position.MAGIC)), Position.CRC);
  return bytes;
}

function writeField(target: Buffer, field: Uint8Array | null, position: number): number {
  const start = target.writeInt32BE(field?.length ?? -1, position);
  target.set(field ?? [], start);
  return start + (field?.length ?? 0);
}

import type { Codec } from '../compression/codec.ts';
import type { CompressionType } from '../compression/compression-type.ts';
import { codecFor, codecOf } from '../compression/index.ts';
import { lz4OfMagic0 } from '../compression/lz4-magic-0.ts';
import { InvalidRecordError } from './errors.ts';
import { encodeLegacyRecord, type LegacyMagic, type LegacyRecord, legacyRecordsIn } from './legacy-record.ts';
import { DEFAULT_MAX_DECOMPRESSED_BYTES, type ReadRecordsOptions } from './record.ts';
import { NO_TIMESTAMP, type TimestampType } from './record-batch.ts';

/** A record of a message set, with offset and timestamp made absolute. Key and value are views. */
export interface MessageSetRecord {
  readonly offset: number;
  /** Ms; -1: none. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** Whether its own CRC is right: a wrapper's says nothing of what is in it. */
  readonly isCrcValid: boolean;
}

/** Bounds for reading what somebody else has wrapped. */
export interface ReadWrapperOptions extends ReadRecordsOptions {
  /** Default any number. */
  readonly maxRecords?: number;
}

/** What to put into a message set. */
export interface MessageSetInput {
  readonly magic: LegacyMagic;
  /** At least one. */
  readonly records: readonly {
    readonly offset: number;
    readonly timestamp: number;
    readonly key: Uint8Array | null;
    readonly value: Uint8Array | null;
  }[];
  /** Default none. Other than none: one wrapper holds them all. There is no zstd in these formats. */
  readonly compression?: Exclude<CompressionType, 'zstd'>;
  /** Default CreateTime. Under LogAppendTime the records' timestamps are that time. */
  readonly timestampType?: TimestampType;
}

/**
 * The records of one entry: itself, or what it wraps.
 * @throws InvalidRecordError where Kafka finds a wrapper invalid: without value, without records, with records of another
 *   magic or wrapped once more, or with more of them than `maxRecords`; CodecError when it cannot be decompressed.
 */
export function readLegacyRecord(entry: LegacyRecord, options: ReadWrapperOptions = {}): MessageSetRecord[] {
  if (entry.compressionId === 0) {
    const { offset, timestamp, key, value } = entry;
    return [{ offset, timestamp, key, value, isCrcValid: entry.isCrcValid() }];
  }
  const bytes = decompressed(entry, options.maxDecompressedBytes ?? DEFAULT_MAX_DECOMPRESSED_BYTES);
  const inner = [...legacyRecordsIn(bytes, options.maxRecords)];
  const last = inner.at(-1);
  if (last === undefined) throw new InvalidRecordError('bad-count', 'a wrapper holds no records');
  // Since magic 1 offsets within a wrapper count from its first record (KIP-31).
  const base = entry.magic === 0 ? 0 : entry.offset - last.offset;
  return inner.map((record) => {
    if (record.magic !== entry.magic) {
      throw new InvalidRecordError('bad-magic', `a record of magic ${record.magic} in a wrapper of ${entry.magic}`);
    }
    if (record.compressionId !== 0) throw new InvalidRecordError('unknown-codec', 'a wrapper holds a wrapper');
    const { offset, key, value } = record;
    const timestamp = entry.timestampType === 'LogAppendTime' ? entry.timestamp : record.timestamp;
    return { offset: base + offset, timestamp, key, value, isCrcValid: record.isCrcValid() };
  });
}

function decompressed(entry: LegacyRecord, maxBytes: number): Buffer {
  const { value, compressionId, magic } = entry;
  if (value === null) throw new InvalidRecordError('bad-count', 'a wrapper has no value');
  const codec = legacyCodec(codecFor(compressionId), magic);
  if (codec === undefined) throw new InvalidRecordError('unknown-codec', `no codec has id ${compressionId}`);
  return codec.decompress(value, maxBytes);
}

/** One message set, as Kafka's MemoryRecordsBuilder writes it. */
export function buildMessageSet({ magic, records, compression = 'none', ...rest }: MessageSetInput): Buffer {
  const { timestampType = 'CreateTime' } = rest;
  const base = compression === 'none' || magic === 0 ? 0 : (records[0]?.offset ?? 0);
  const entries = Buffer.concat(
    records.map((record) => encodeLegacyRecord(magic, { ...record, offset: record.offset - base, timestampType })),
  );
  if (compression === 'none') return entries;
  const codec = legacyCodec(codecOf(compression), magic) ?? codecOf(compression);
  return encodeLegacyRecord(magic, {
    offset: records.at(-1)?.offset ?? 0,
    timestamp: records.reduce((largest, { timestamp }) => Math.max(largest, timestamp), NO_TIMESTAMP),
    key: null,
    value: codec.compress(entries),
    compressionId: codec.id,
    timestampType,
  });
}

function legacyCodec(codec: Codec | undefined, magic: number): Codec | undefined {
  return magic === 0 && codec?.name === 'lz4' ? lz4OfMagic0 : codec;
}

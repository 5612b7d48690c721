import { gzipSync, zstdCompressSync } from 'node:zlib';
import { buildRecordBatch, crc32c } from '@testka/protocol';
import type { Dice } from './dice.ts';

const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
/** Where they lie in a batch of magic 2. */
const LENGTH = 8;
const CRC = 17;
const ATTRIBUTES = 21;
const RECORD_COUNT = 57;
const RECORDS = 61;

const BOMB_SIZE = 64 * 1024 * 1024;
/** Just what is still accepted. */
const LARGEST_SIZE = 32 * 1024 * 1024 - 4;
const SMALLEST_RECORD = Buffer.from([12, 0, 0, 0, 1, 1, 0]);
/** Little that becomes much: 64 MiB of zeros, and as many records as can be. */
const BOMBS: readonly (() => { readonly codec: number; readonly bytes: Buffer })[] = [
  () => ({ codec: 1, bytes: gzipSync(Buffer.alloc(BOMB_SIZE), { level: 9 }) }),
  () => ({ codec: 4, bytes: zstdCompressSync(Buffer.alloc(BOMB_SIZE)) }),
  () => ({ codec: 4, bytes: zstdCompressSync(smallestRecords(LARGEST_SIZE)) }),
  () => ({ codec: 1, bytes: gzipSync(smallestRecords(BOMB_SIZE), { level: 9 }) }),
  // Snappy and LZ4 say first how much there will be, and then nothing comes.
  () => ({ codec: 2, bytes: Buffer.from('ffffffff07', 'hex') }),
  () => ({ codec: 2, bytes: Buffer.from('82534e4150505900000000010000000100000005ffffffff07', 'hex') }),
  () => ({ codec: 3, bytes: Buffer.from('04224d18644070aaffffff7f', 'hex') }),
];
const made = new Map<number, { readonly codec: number; readonly bytes: Buffer }>();

function smallestRecords(size: number): Buffer {
  return Buffer.alloc(size - (size % SMALLEST_RECORD.length), SMALLEST_RECORD);
}

/** What a client may send as records: good batches, damaged ones, and bytes that are none. */
export function records(dice: Dice): Buffer {
  if (dice.oneIn(20)) return dice.bytes(dice.below(120));
  if (dice.oneIn(20)) return Buffer.concat([goodBatch(dice), goodBatch(dice)]);
  const batch = goodBatch(dice);
  return dice.oneIn(2) ? damaged(batch, dice) : batch;
}

function goodBatch(dice: Dice): Buffer {
  const count = 1 + dice.below(3);
  return buildRecordBatch({
    records: Array.from({ length: count }, () => ({
      key: dice.oneIn(3) ? null : 'key',
      value: dice.oneIn(5) ? null : 'x'.repeat(dice.below(50)),
      timestamp: 1_700_000_000_000,
      headers: dice.oneIn(4) ? [{ key: 'h', value: 'v' }] : [],
    })),
    compression: dice.pick(CODECS),
    ...(dice.oneIn(4) ? { producerId: dice.below(4), producerEpoch: 0, baseSequence: dice.below(6) } : {}),
    ...(dice.oneIn(20) ? { isTransactional: true } : {}),
    ...(dice.oneIn(20) ? { isControl: true } : {}),
  });
}

function damaged(batch: Buffer, dice: Dice): Buffer {
  const copy = Buffer.from(batch);
  for (let count = 1 + dice.below(3); count > 0; count--) {
    const position = dice.oneIn(2) ? dice.below(RECORDS) : dice.below(copy.length);
    copy[position] = dice.oneIn(2) ? dice.below(256) : (copy[position] ?? 0) ^ (1 << dice.below(8));
  }
  if (dice.oneIn(4)) copy.writeInt32BE(dice.pick([0, -1, 0x7fff_ffff, 1_000_000]), RECORD_COUNT);
  if (dice.oneIn(8)) copy.writeInt16BE(dice.below(8), ATTRIBUTES);
  const cut = dice.oneIn(8) ? copy.subarray(0, dice.below(copy.length)) : copy;
  return dice.oneIn(4) ? cut : sealed(cut);
}

/** As if it had been meant: what is wrong inside is found only by looking. */
export function sealed(batch: Buffer): Buffer {
  if (batch.length < RECORDS) return batch;
  batch.writeInt32BE(batch.length - LENGTH - 4, LENGTH);
  batch.writeUInt32BE(crc32c(batch.subarray(ATTRIBUTES)), CRC);
  return batch;
}

/** A batch that decompresses to far more than it is. */
export function bomb(dice: Dice): Buffer {
  const index = dice.below(BOMBS.length);
  const { codec, bytes } = made.get(index) ?? BOMBS[index]!();
  made.set(index, { codec, bytes });
  const header = Buffer.from(buildRecordBatch({ records: [{ value: 'x', timestamp: 0 }] }).subarray(0, RECORDS));
  header.writeInt16BE(codec, ATTRIBUTES);
  const count = dice.pick([1, Math.floor(LARGEST_SIZE / SMALLEST_RECORD.length)]);
  header.writeInt32BE(count - 1, 23);
  header.writeInt32BE(count, RECORD_COUNT);
  return sealed(Buffer.concat([header, bytes]));
}

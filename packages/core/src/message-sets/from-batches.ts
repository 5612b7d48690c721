import {
  batchesIn,
  buildMessageSet,
  ErrorCode,
  type LegacyMagic,
  readRecords,
  type RecordBatch,
} from '@testka/protocol';

/** What fills up an answer: an entry of no offset that is longer than what is left, so that no client reads it. */
const FILLER_OFFSET = -1n;
const MIN_FILLER_SIZE = 61;
const SIZE_POSITION = 8;
const FILLER_HEADER_SIZE = 12;

/**
 * See MessageSets. Kafka promises the size of the batches before it converts them, so what the set takes less is filled up,
 * and what it takes more is cut off, the first converted batch apart (LazyDownConversionRecords).
 */
export function fromBatches(
  chunks: readonly Buffer[],
  magic: LegacyMagic,
  fetchOffset: number,
): readonly Buffer[] | ErrorCode {
  const bytes = Buffer.concat(chunks);
  const sets: Buffer[] = [];
  for (const batch of batchesIn(bytes)) {
    if (batch.isControl) continue;
    // There was no zstd then: a fetch that begins with it fails. Of another, Kafka has converted the first batch by the time
    // that it finds it, and sends nothing of those between.
    if (batch.compressionType === 'zstd') {
      if (sets.length === 0) return ErrorCode.UNSUPPORTED_COMPRESSION_TYPE;
      sets.splice(1);
      break;
    }
    const set = toMessageSet(batch, magic, fetchOffset);
    if (set !== undefined) sets.push(set);
  }
  const [first] = sets;
  if (first === undefined) return [];
  const size = Math.max(bytes.length, first.length);
  const set = Buffer.concat(sets).subarray(0, size);
  return set.length < size ? [set, filler(size - set.length)] : [set];
}

/** Headers are lost, and in magic 0 timestamps. Undefined: nothing of it is asked for. */
function toMessageSet(batch: RecordBatch, magic: LegacyMagic, fetchOffset: number): Buffer | undefined {
  const { compressionType: compression = 'none', timestampType } = batch;
  const isWrapped = compression !== 'none';
  const records = [...readRecords(batch)].filter(({ offset }) => isWrapped || offset >= fetchOffset);
  if (records.length === 0 || compression === 'zstd') return undefined;
  return buildMessageSet({ magic, records, compression, timestampType });
}

function filler(size: number): Buffer {
  const bytes = Buffer.alloc(Math.max(size, FILLER_HEADER_SIZE));
  bytes.writeBigInt64BE(FILLER_OFFSET);
  bytes.writeInt32BE(Math.max(size + 1, MIN_FILLER_SIZE), SIZE_POSITION);
  return bytes.subarray(0, size);
}

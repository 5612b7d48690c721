import { buildRecordBatch, type CompressionType, readRecords, type RecordBatch, recompressed } from '@testka/protocol';
import type { TopicConfig } from '../metadata/configs/configs.ts';
import type { DecompressionBudget } from './decompression-budget.ts';
import type { ValidBatch } from './validator.ts';

/** What a record costs that is made anew by itself, and each byte of its headers, as bytes to decompress: about as much time. */
const BYTES_PER_RECORD = 256;
const BYTES_PER_HEADER_BYTE = 64;

/** The codec with which the topic's `compression.type` has a batch stored; undefined: its own, which nobody knows. */
export function storedAs(
  batch: RecordBatch,
  { compressionType }: Pick<TopicConfig, 'compressionType'>,
): CompressionType | undefined {
  if (compressionType === 'producer') return batch.compressionType;
  return compressionType === 'uncompressed' ? 'none' : compressionType;
}

/**
 * The batch as the topic wants it stored: as it came, where the codec is right or the request has more than is compressed anew;
 * else made anew with the other codec, as Kafka does. Records that are as they should be are not taken apart for that: a request
 * may bring a million of them.
 * @returns undefined when that is more than the request may cost
 */
export function recompress(
  batch: RecordBatch,
  { recordsSize, headersSize, maxTimestamp, isAsRebuilt }: ValidBatch,
  compression: CompressionType | undefined,
  budget: DecompressionBudget,
): Buffer | undefined {
  if (compression === undefined || compression === batch.compressionType) return batch.bytes;
  if (isAsRebuilt) {
    return budget.takeRecompression(recordsSize) ? recompressed(batch, compression, maxTimestamp) : batch.bytes;
  }
  const cost = batch.recordCount * BYTES_PER_RECORD + headersSize * BYTES_PER_HEADER_BYTE;
  if (cost > budget.left) return undefined;
  budget.use(cost);
  return buildRecordBatch({
    records: [...readRecords(batch)],
    compression,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    isTransactional: batch.isTransactional,
  });
}

import { buildRecordBatch, type CompressionType, readRecords, type RecordBatch } from '@testka/protocol';
import type { TopicConfig } from '../metadata/configs/configs.ts';

/**
 * The batch as the topic's `compression.type` wants it stored: as it came, for "producer" or when it agrees; else made anew
 * with the other codec, as Kafka does.
 */
export function recompress(batch: RecordBatch, wanted: TopicConfig['compressionType']): Buffer {
  const compression: CompressionType | 'producer' = wanted === 'uncompressed' ? 'none' : wanted;
  if (compression === 'producer' || compression === batch.compressionType) return batch.bytes;
  return buildRecordBatch({
    records: [...readRecords(batch)],
    compression,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    isTransactional: batch.isTransactional,
  });
}

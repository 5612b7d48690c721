import type { ErrorCode, LegacyMagic, RecordBatch } from '@testka/protocol';
import type { DecompressionBudget } from '../log/decompression-budget.ts';
import type { TopicConfig } from '../metadata/configs/configs.ts';

/** What the topic allows. */
export type SetLimits = Pick<TopicConfig, 'maxMessageBytes' | 'maxDecompressedMessageBytes'>;

/**
 * The formats of before Kafka 0.11, as releases that still speak them convert them (KIP-724 for their end): stored are
 * record batches only. Loaded apart, by whoever starts a cluster of such a release.
 */
export interface MessageSets {
  /**
   * What a producer sent, as the one batch to append; no record batch, see `isBatch`.
   * @returns undefined for a set without a whole record, which Kafka takes and does not append.
   */
  toBatch(bytes: Buffer, limits: SetLimits, budget: DecompressionBudget): RecordBatch | ErrorCode | undefined;
  /**
   * What was read from a log, as a message set.
   * @param fetchOffset where the consumer reads from: records before it are left out where that is free.
   */
  fromBatches(chunks: readonly Buffer[], magic: LegacyMagic, fetchOffset: number): readonly Buffer[] | ErrorCode;
}

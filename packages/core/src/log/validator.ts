import {
  CodecError,
  codecFor,
  ErrorCode,
  InvalidRecordError,
  type Record,
  type RecordBatch,
  readRecords,
} from '@testka/protocol';
import type { TopicConfig } from '../metadata/configs/configs.ts';

/** Why a batch is refused. `recordErrors` say which records, by their index in the batch (KIP-467). */
export interface BatchRefusal {
  readonly errorCode: ErrorCode;
  readonly message: string;
  readonly recordErrors: readonly { readonly batchIndex: number; readonly message: string }[];
}

export type ValidatedBatch =
  | { readonly batch: RecordBatch; readonly records: readonly Record[] }
  | { readonly refusal: BatchRefusal };

function refuse(
  errorCode: ErrorCode,
  message: string,
  recordErrors: BatchRefusal['recordErrors'] = [],
): { refusal: BatchRefusal } {
  return { refusal: { errorCode, message, recordErrors } };
}

/**
 * Whether a batch may be appended: the checks of Kafka's UnifiedLog and LogValidator, in their order. The bytes are read,
 * never rewritten.
 */
export function validateBatch(batch: RecordBatch, config: TopicConfig, now: number): ValidatedBatch {
  const refusal = checkHeader(batch, config);
  if (refusal !== undefined) return refusal;
  const read = readAll(batch);
  if ('refusal' in read) return read;
  return checkRecords(batch, read.records, config, now) ?? { batch, records: read.records };
}

function checkHeader(batch: RecordBatch, config: TopicConfig): { refusal: BatchRefusal } | undefined {
  if (batch.baseOffset !== 0) {
    return refuse(
      ErrorCode.INVALID_RECORD,
      `The base offset of the record batch should be 0, but it is ${batch.baseOffset}`,
    );
  }
  if (batch.sizeInBytes > config.maxMessageBytes) {
    const message = `The record batch is ${batch.sizeInBytes} bytes, which exceeds max.message.bytes of ${config.maxMessageBytes}`;
    return refuse(ErrorCode.MESSAGE_TOO_LARGE, message);
  }
  if (!batch.isCrcValid()) return refuse(ErrorCode.CORRUPT_MESSAGE, 'Record is corrupt: its CRC-32C does not match');
  if (batch.sizeInBytes > config.segmentBytes) {
    const message = `The record batch is ${batch.sizeInBytes} bytes, which exceeds segment.bytes of ${config.segmentBytes}`;
    return refuse(ErrorCode.RECORD_LIST_TOO_LARGE, message);
  }
  if (batch.recordCount <= 0) return refuse(ErrorCode.INVALID_RECORD, 'Record batch has no records');
  if (batch.recordCount !== batch.lastOffsetDelta + 1) {
    return refuse(
      ErrorCode.INVALID_RECORD,
      `Inconsistent batch offset range: ${batch.recordCount} records, last offset delta ${batch.lastOffsetDelta}`,
    );
  }
  if (batch.isControl) return refuse(ErrorCode.INVALID_RECORD, 'Clients are not allowed to write control records');
  if (batch.producerId >= 0 && batch.baseSequence < 0) {
    return refuse(
      ErrorCode.INVALID_RECORD,
      `Invalid sequence number ${batch.baseSequence} in record batch with producer id ${batch.producerId}`,
    );
  }
  return undefined;
}

function readAll(batch: RecordBatch): { records: Record[] } | { refusal: BatchRefusal } {
  if (codecFor(batch.compressionId) === undefined) {
    return refuse(ErrorCode.UNKNOWN_SERVER_ERROR, `unknown compression codec ${batch.compressionId}`);
  }
  try {
    return { records: [...readRecords(batch)] };
  } catch (error) {
    if (error instanceof CodecError)
      return refuse(ErrorCode.UNKNOWN_SERVER_ERROR, `The batch cannot be decompressed: ${error.message}`);
    if (error instanceof InvalidRecordError) return refuse(ErrorCode.INVALID_RECORD, error.message);
    throw error;
  }
}

function checkRecords(
  batch: RecordBatch,
  records: readonly Record[],
  config: TopicConfig,
  now: number,
): { refusal: BatchRefusal } | undefined {
  if (config.cleanupPolicy.has('compact')) {
    const withoutKey = indicesWhere(records, ({ key }) => key === null);
    if (withoutKey.length > 0) {
      const message = 'Compacted topic cannot accept message without key';
      return refuse(
        ErrorCode.INVALID_RECORD,
        'One or more records have been rejected',
        withoutKey.map((batchIndex) => ({ batchIndex, message })),
      );
    }
  }
  if (config.messageTimestampType === 'LogAppendTime') return undefined;
  const { messageTimestampBeforeMaxMs: before, messageTimestampAfterMaxMs: after } = config;
  const outside = indicesWhere(
    records,
    ({ timestamp }) => timestamp !== -1 && (now - timestamp > before || timestamp - now > after),
  );
  if (outside.length === 0) return undefined;
  const recordErrors = outside.map((batchIndex) => ({
    batchIndex,
    message: `Timestamp ${records[batchIndex]?.timestamp} is out of range: from ${now - before} to ${now + after}`,
  }));
  return refuse(
    ErrorCode.INVALID_TIMESTAMP,
    'One or more records have been rejected due to invalid timestamp',
    recordErrors,
  );
}

function indicesWhere(records: readonly Record[], test: (record: Record) => boolean): number[] {
  return records.flatMap((record, index) => (test(record) ? [index] : []));
}

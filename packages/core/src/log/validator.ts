import {
  CodecError,
  codecFor,
  ErrorCode,
  InvalidRecordError,
  NO_TIMESTAMP,
  type RecordBatch,
  type RecordVisitor,
  scanRecords,
} from '@testka/protocol';
import type { TopicConfig } from '../metadata/configs/configs.ts';
import { DecompressionBudget, decompressionCost } from './decompression-budget.ts';
import { storedAs } from './recompress.ts';

/** Why a batch is refused. `recordErrors` say which records, by their index in the batch (KIP-467). */
export interface BatchRefusal {
  readonly errorCode: ErrorCode;
  readonly message: string;
  readonly recordErrors: readonly { readonly batchIndex: number; readonly message: string }[];
}

/**
 * How many records of a batch are told to be wrong, the first ones: to tell of each of eight million takes half a minute.
 * Differs: Kafka tells of all of them.
 */
const MAX_RECORD_ERRORS = 50_000;

/** What is known of a batch that may be appended. */
export interface ValidBatch {
  /** Of its records, decompressed. */
  readonly recordsSize: number;
  /** Of their headers. */
  readonly headersSize: number;
  /** The largest time of its records, whatever its header says; -1: they have none. */
  readonly maxTimestamp: number;
  /** Its records are as a broker that makes the batch anew would write them, but for the codec. */
  readonly isAsRebuilt: boolean;
}

function refuse(errorCode: ErrorCode, message: string, recordErrors: BatchRefusal['recordErrors'] = []): BatchRefusal {
  return { errorCode, message, recordErrors };
}

/**
 * Whether a batch may be appended: the checks of Kafka's UnifiedLog and LogValidator, in their order. The bytes are read,
 * never rewritten.
 * @param budget of the request that it came in; default a whole one
 */
export function validateBatch(
  batch: RecordBatch,
  config: TopicConfig,
  now: number,
  budget = new DecompressionBudget(),
): BatchRefusal | ValidBatch {
  return checkHeader(batch, config) ?? checkRecords(batch, config, now, budget);
}

function checkHeader(batch: RecordBatch, config: TopicConfig): BatchRefusal | undefined {
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

/** Looks at every record once, and keeps nothing of them but what is wrong. */
function checkRecords(
  batch: RecordBatch,
  config: TopicConfig,
  now: number,
  budget: DecompressionBudget,
): BatchRefusal | ValidBatch {
  if (codecFor(batch.compressionId) === undefined) {
    return refuse(ErrorCode.UNKNOWN_SERVER_ERROR, `unknown compression codec ${batch.compressionId}`);
  }
  const { messageTimestampBeforeMaxMs: before, messageTimestampAfterMaxMs: after } = config;
  const rejected: { readonly batchIndex: number; readonly message: string }[] = [];
  let hasBadTime = false;
  let hasNegativeTime = false;
  const needsKey = config.cleanupPolicy.has('compact');
  const needsTime = config.messageTimestampType === 'CreateTime';
  const isOfTheBroker = batch.timestampType === 'LogAppendTime';
  let largest = 0;
  let maxTimestamp = NO_TIMESTAMP;
  let isInOrder = true;
  let isPlain = !isOfTheBroker && !batch.hasDeleteHorizon;
  let headersSize = 0;
  const reject = (batchIndex: number, describe: () => string): void => {
    if (rejected.length < MAX_RECORD_ERRORS) rejected.push({ batchIndex, message: describe() });
  };
  const visit: RecordVisitor = (index, timestamp, hasKey, size, offsetDelta, attributes, sizeOfHeaders) => {
    headersSize += sizeOfHeaders;
    if (size > largest) largest = size;
    if (offsetDelta !== index) isInOrder = false;
    if (attributes !== 0 || (index === 0 && timestamp !== batch.baseTimestamp)) isPlain = false;
    if (timestamp > maxTimestamp) maxTimestamp = timestamp;
    if (timestamp < NO_TIMESTAMP) hasNegativeTime = true;
    if (needsKey && !hasKey) {
      reject(index, () => 'Compacted topic cannot accept message without key');
      return;
    }
    if (needsTime && timestamp !== NO_TIMESTAMP) {
      if (now - timestamp <= before && timestamp - now <= after) return;
      hasBadTime = true;
      reject(index, () => `Timestamp ${timestamp} is out of range: from ${now - before} to ${now + after}`);
    } else if (isOfTheBroker) {
      hasBadTime = true;
      reject(index, () => 'Producers do not set the timestamp type LogAppendTime');
    }
  };
  const recordsSize = scan(batch, config, budget, visit);
  if (typeof recordsSize !== 'number') return recordsSize;
  const maxSize = batch.compressionId === 0 ? undefined : config.maxDecompressedMessageBytes;
  if (largest > (maxSize ?? Infinity)) return tooLarge(largest);
  if (hasBadTime) return refuse(ErrorCode.INVALID_TIMESTAMP, `${REJECTED} due to invalid timestamp`, rejected);
  if (rejected.length > 0) return refuse(ErrorCode.INVALID_RECORD, REJECTED, rejected);
  const isMadeAnew = storedAs(batch, config) !== batch.compressionType;
  if (batch.compressionId !== 0 && !isInOrder && !isMadeAnew) return NOT_IN_ORDER;
  if (isMadeAnew && hasNegativeTime) return NEGATIVE_TIME;
  return { recordsSize, headersSize, maxTimestamp, isAsRebuilt: isInOrder && isPlain };
}

/** Kafka means to make the batch anew, with offsets that are right, and fails, as it has not read keys and values. */
const NOT_IN_ORDER = refuse(
  ErrorCode.UNKNOWN_SERVER_ERROR,
  'The offsets of a compressed batch do not follow each other',
);

/** A batch that Kafka makes anew for another codec has no such records. */
const NEGATIVE_TIME = refuse(ErrorCode.UNKNOWN_SERVER_ERROR, 'A record has a negative timestamp other than -1');

const REJECTED = 'One or more records have been rejected';

function tooLarge(size: number | undefined): BatchRefusal {
  const what = size === undefined ? 'The batch' : `A record of ${size} bytes`;
  return refuse(ErrorCode.INVALID_RECORD, `${what} exceeds max.decompressed.message.bytes`);
}

/** @returns bytes of the records, decompressed */
function scan(
  batch: RecordBatch,
  { maxDecompressedMessageBytes }: TopicConfig,
  budget: DecompressionBudget,
  visit: RecordVisitor,
): BatchRefusal | number {
  const maxDecompressedBytes = budget.limitOf(maxDecompressedMessageBytes);
  const isCompressed = batch.compressionId !== 0;
  if (isCompressed && decompressionCost(batch.recordCount) > maxDecompressedBytes) return tooLarge(undefined);
  try {
    const sizeInBytes = scanRecords(batch, { maxDecompressedBytes }, visit);
    if (isCompressed) budget.use(decompressionCost(batch.recordCount, sizeInBytes));
    return sizeInBytes;
  } catch (error) {
    if (isCompressed) budget.useUpTo(maxDecompressedBytes, batch.recordsBytes.length);
    if (error instanceof CodecError && error.reason === 'too-large') return tooLarge(undefined);
    if (error instanceof CodecError)
      return refuse(ErrorCode.UNKNOWN_SERVER_ERROR, `The batch cannot be decompressed: ${error.message}`);
    if (error instanceof InvalidRecordError) return refuse(ErrorCode.INVALID_RECORD, error.message);
    throw error;
  }
}

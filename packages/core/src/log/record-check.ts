import { ErrorCode, type Record as KafkaRecord, type RecordBatch, readRecords } from '@testka/protocol';
import type { BatchRefusal } from './validator.ts';

/** Says what is wrong with a record, in words; undefined: nothing. */
export type CheckRecord = (record: KafkaRecord) => string | undefined;

/**
 * What is demanded of the records of clients beyond what Kafka demands. It answers at once, and for the same record always
 * the same, so that the cluster stays a function of what it is told.
 * @returns undefined: the topic takes any record
 */
export type RecordCheck = (topicName: string) => CheckRecord | undefined;

/** Why a batch of valid records is refused all the same, each of them by its index (KIP-467); nothing of it is appended. */
export function refuseRecords(batch: RecordBatch, check: CheckRecord): BatchRefusal | undefined {
  const recordErrors: { batchIndex: number; message: string }[] = [];
  let batchIndex = 0;
  for (const record of readRecords(batch)) {
    const problem = check(record);
    if (problem !== undefined) recordErrors.push({ batchIndex, message: problem });
    batchIndex += 1;
  }
  const [first] = recordErrors;
  if (first === undefined) return undefined;
  const others = recordErrors.length === 1 ? '' : ` (and ${recordErrors.length - 1} more)`;
  const message = `One or more records have been rejected: ${first.message}${others}`;
  return { errorCode: ErrorCode.INVALID_RECORD, message, recordErrors };
}

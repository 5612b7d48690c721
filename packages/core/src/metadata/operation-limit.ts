import { ErrorCode } from '@testka/protocol';

/** Kafka's controller writes no more records than this for one request (MAX_RECORDS_PER_USER_OP). */
const MAX_RECORDS_PER_REQUEST = 10_000;

/** What fails a request as a whole that would write more, whether or not it only asks. */
export const EXCESSIVELY_LARGE = {
  errorCode: ErrorCode.POLICY_VIOLATION,
  errorMessage: 'Unable to perform excessively large batch operation.',
} as const;

/** EXCESSIVELY_LARGE where a request would write this many records. */
export function validateRecordCount(count: number): typeof EXCESSIVELY_LARGE | undefined {
  return count > MAX_RECORDS_PER_REQUEST ? EXCESSIVELY_LARGE : undefined;
}

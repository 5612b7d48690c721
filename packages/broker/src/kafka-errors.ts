import { ErrorCode, errorName } from '@testka/protocol';
import { BrokerError, type BrokerErrorCode } from './errors.ts';

/** What Kafka's errors are called when a test's own call meets them. */
const CODES: ReadonlyMap<number, BrokerErrorCode> = new Map<number, BrokerErrorCode>([
  [ErrorCode.TOPIC_ALREADY_EXISTS, 'ERR_TOPIC_EXISTS'],
  [ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, 'ERR_UNKNOWN_TOPIC'],
  [ErrorCode.INVALID_CONFIG, 'ERR_INVALID_CONFIG'],
  [ErrorCode.INVALID_PARTITIONS, 'ERR_INVALID_PARTITION'],
  [ErrorCode.NON_EMPTY_GROUP, 'ERR_GROUP_NOT_EMPTY'],
  [ErrorCode.UNKNOWN_MEMBER_ID, 'ERR_GROUP_NOT_EMPTY'],
  [ErrorCode.GROUP_ID_NOT_FOUND, 'ERR_UNKNOWN_GROUP'],
  [ErrorCode.OFFSET_OUT_OF_RANGE, 'ERR_INVALID_ARGUMENT'],
]);

/** An error that Kafka answered, and what to do about it. */
export interface KafkaRefusal {
  readonly errorCode: number;
  readonly errorMessage?: string | null | undefined;
}

/**
 * Throws what Kafka refused.
 * @param what the call and what it was about: `deleting topic "orders"`
 * @param fallback the code for errors that have none of their own
 * @throws BrokerError unless the error code is NONE
 */
export function throwIfRefused(
  { errorCode, errorMessage }: KafkaRefusal,
  what: string,
  wayOut: string,
  fallback: BrokerErrorCode = 'ERR_REQUEST_FAILED',
): void {
  if (errorCode === ErrorCode.NONE) return;
  const reason = errorMessage === null || errorMessage === undefined ? '' : ` (${errorMessage.replace(/\.$/, '')})`;
  throw new BrokerError(
    CODES.get(errorCode) ?? fallback,
    `${what} failed with ${errorName(errorCode)}${reason}; ${wayOut}`,
  );
}

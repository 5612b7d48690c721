/** What is wrong with the bytes of a record batch. */
export type InvalidRecordReason =
  /** The bytes end before the batch, or a record in it, does. */
  | 'truncated'
  /** A length is negative, too small for what it holds, or does not match what was read. */
  | 'bad-length'
  /** The format is not v2. */
  | 'bad-magic'
  /** The codec bits of the attributes name no codec that Kafka knows. */
  | 'unknown-codec'
  /** The record count is negative, or there are more or fewer records than it says. */
  | 'bad-count'
  /** There are more records than the reader wants to see. */
  | 'too-many'
  /** A varint runs on for longer than its type can. */
  | 'bad-varint'
  /** A control record has no key, or a key or value too short for its type. */
  | 'bad-control-record';

/** Bytes that are not what record batch v2 allows. `code` tells it apart across realms, where `instanceof` cannot. */
export class InvalidRecordError extends Error {
  readonly code = 'ERR_INVALID_RECORD';
  readonly reason: InvalidRecordReason;

  constructor(reason: InvalidRecordReason, message: string) {
    super(message);
    this.name = 'InvalidRecordError';
    this.reason = reason;
  }
}

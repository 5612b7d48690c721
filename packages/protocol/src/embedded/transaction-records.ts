import { array, int16, int32, int64, int8, record, string, type Infer } from '../schema.ts';

/** Key of a transactional id in __transaction_state (record type 0, KIP-98). */
export const TransactionLogKey = record(0, { versions: [0, 0] }, () => ({
  transactionalId: string(),
}));
export interface TransactionLogKey extends Infer<typeof TransactionLogKey> {}

/** What the coordinator knows of a transactional id; a null value deletes it (KIP-890 (tags)). */
export const TransactionLogValue = record(0, { versions: [0, 1], flexible: 1 }, () => ({
  producerId: int64(),
  /** Of before the last change of id; -1 for none. */
  previousProducerId: int64({ since: 1, tag: 0, default: -1 }),
  /** To be given when the transaction has ended; -1 for none. */
  nextProducerId: int64({ since: 1, tag: 1, default: -1 }),
  producerEpoch: int16(),
  nextProducerEpoch: int16({ since: 1, tag: 3, default: -1 }),
  transactionTimeoutMs: int32(),
  /** 0 empty, 1 ongoing, 2 prepare commit, 3 prepare abort, 4 complete commit, 5 complete abort, 6 dead, 7 prepare epoch fence. */
  transactionStatus: int8(),
  /** Null when none is open. */
  transactionPartitions: array(
    {
      topic: string(),
      partitionIds: array(int32()),
    },
    { nullable: 0 },
  ),
  transactionLastUpdateTimestampMs: int64(),
  transactionStartTimestampMs: int64(),
  /** The transaction.version that the client spoke. */
  clientTransactionVersion: int16({ since: 1, tag: 2, default: 0 }),
}));
export interface TransactionLogValue extends Infer<typeof TransactionLogValue> {}

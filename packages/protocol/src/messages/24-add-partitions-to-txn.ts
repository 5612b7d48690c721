import { array, bool, int16, int32, int64, request, response, string, type Infer } from '../schema.ts';

/** AddPartitionsToTxn, v0–5. Adds partitions to a transaction: to one up to v3, which clients use; to many from v4 on, where brokers ask (KIP-98, KIP-890). */
export const AddPartitionsToTxnRequest = request(24, { versions: [0, 5], flexible: 3 }, () => {
  const addPartitionsToTxnTopic = {
    name: string(),
    partitions: array(int32()),
  };
  return {
    transactions: array(
      {
        transactionalId: string({ since: 4 }),
        producerId: int64({ since: 4 }),
        producerEpoch: int16({ since: 4 }),
        /** Whether only to check that the partitions are part of the transaction. */
        verifyOnly: bool({ since: 4, default: false }),
        topics: array(addPartitionsToTxnTopic, { since: 4 }),
      },
      { since: 4 },
    ),
    v3AndBelowTransactionalId: string({ until: 3 }),
    v3AndBelowProducerId: int64({ until: 3 }),
    v3AndBelowProducerEpoch: int16({ until: 3 }),
    v3AndBelowTopics: array(addPartitionsToTxnTopic, { until: 3 }),
  };
});
export interface AddPartitionsToTxnRequest extends Infer<typeof AddPartitionsToTxnRequest> {}

/** Answer to AddPartitionsToTxn, v0–5. */
export const AddPartitionsToTxnResponse = response(24, { versions: [0, 5], flexible: 3 }, () => {
  const addPartitionsToTxnTopicResult = {
    name: string(),
    resultsByPartition: array({
      partitionIndex: int32(),
      partitionErrorCode: int16(),
    }),
  };
  return {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16({ since: 4 }),
    resultsByTransaction: array(
      {
        transactionalId: string({ since: 4 }),
        topicResults: array(addPartitionsToTxnTopicResult, { since: 4 }),
      },
      { since: 4 },
    ),
    resultsByTopicV3AndBelow: array(addPartitionsToTxnTopicResult, { until: 3 }),
  };
});
export interface AddPartitionsToTxnResponse extends Infer<typeof AddPartitionsToTxnResponse> {}

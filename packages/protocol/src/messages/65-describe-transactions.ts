import { array, int16, int32, int64, request, response, string, type Infer } from '../schema.ts';

/** DescribeTransactions, v0. Transactions of transactional ids (KIP-664). */
export const DescribeTransactionsRequest = request(65, { versions: [0, 0], flexible: 0 }, () => ({
  transactionalIds: array(string()),
}));
export interface DescribeTransactionsRequest extends Infer<typeof DescribeTransactionsRequest> {}

/** Answer to DescribeTransactions, v0. */
export const DescribeTransactionsResponse = response(65, { versions: [0, 0], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  transactionStates: array({
    errorCode: int16(),
    transactionalId: string(),
    transactionState: string(),
    transactionTimeoutMs: int32(),
    /** -1 when none is open. */
    transactionStartTimeMs: int64(),
    producerId: int64(),
    producerEpoch: int16(),
    topics: array({
      topic: string(),
      partitions: array(int32()),
    }),
  }),
}));
export interface DescribeTransactionsResponse extends Infer<typeof DescribeTransactionsResponse> {}

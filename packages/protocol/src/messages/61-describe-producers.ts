import { array, int16, int32, int64, request, response, string, type Infer } from '../schema.ts';

/** DescribeProducers, v0. Who writes to a partition with a producer id (KIP-664). */
export const DescribeProducersRequest = request(61, { versions: [0, 0], flexible: 0 }, () => ({
  topics: array({ name: string(), partitionIndexes: array(int32()) }),
}));
export interface DescribeProducersRequest extends Infer<typeof DescribeProducersRequest> {}

/** Answer to DescribeProducers, v0. */
export const DescribeProducersResponse = response(61, { versions: [0, 0], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      errorMessage: string({ nullable: 0, default: null }),
      activeProducers: array({
        producerId: int64(),
        producerEpoch: int32(),
        lastSequence: int32({ default: -1 }),
        lastTimestamp: int64({ default: -1 }),
        /** Of the last marker; -1: none yet. */
        coordinatorEpoch: int32(),
        /** -1: no transaction is open. */
        currentTxnStartOffset: int64({ default: -1 }),
      }),
    }),
  }),
}));
export interface DescribeProducersResponse extends Infer<typeof DescribeProducersResponse> {}

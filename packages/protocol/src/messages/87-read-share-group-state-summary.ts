import { array, int16, int32, int64, request, response, string, uuid, type Infer } from '../schema.ts';

/** ReadShareGroupStateSummary, v0–1. Reads share-partitions' state without its batches; brokers ask (KIP-932, KIP-1226 (deliveries complete)). */
export const ReadShareGroupStateSummaryRequest = request(87, { versions: [0, 1], flexible: 0 }, () => ({
  groupId: string(),
  topics: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      leaderEpoch: int32(),
    }),
  }),
}));
export interface ReadShareGroupStateSummaryRequest extends Infer<typeof ReadShareGroupStateSummaryRequest> {}

/** Answer to ReadShareGroupStateSummary, v0–1. */
export const ReadShareGroupStateSummaryResponse = response(87, { versions: [0, 1], flexible: 0 }, () => ({
  results: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      errorCode: int16(),
      errorMessage: string({ nullable: 0, default: null }),
      stateEpoch: int32(),
      leaderEpoch: int32(),
      startOffset: int64(),
      /** Offsets behind the start whose delivery is complete; -1 when unknown. */
      deliveryCompleteCount: int32({ since: 1, default: -1 }),
    }),
  }),
}));
export interface ReadShareGroupStateSummaryResponse extends Infer<typeof ReadShareGroupStateSummaryResponse> {}

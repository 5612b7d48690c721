import { array, int16, int32, int64, int8, request, response, string, uuid, type Infer } from '../schema.ts';

/** WriteShareGroupState, v0–1. Writes share-partitions' state to the share coordinator; brokers ask (KIP-932, KIP-1226 (deliveries complete)). */
export const WriteShareGroupStateRequest = request(85, { versions: [0, 1], flexible: 0 }, () => ({
  groupId: string(),
  topics: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      stateEpoch: int32(),
      leaderEpoch: int32(),
      /** -1 when it has not changed. */
      startOffset: int64(),
      /** Offsets behind the start whose delivery is complete; -1 when unknown. */
      deliveryCompleteCount: int32({ since: 1, default: -1 }),
      stateBatches: array({
        firstOffset: int64(),
        lastOffset: int64(),
        /** 0 available, 2 acknowledged, 4 archived. */
        deliveryState: int8(),
        deliveryCount: int16(),
      }),
    }),
  }),
}));
export interface WriteShareGroupStateRequest extends Infer<typeof WriteShareGroupStateRequest> {}

/** Answer to WriteShareGroupState, v0–1. */
export const WriteShareGroupStateResponse = response(85, { versions: [0, 1], flexible: 0 }, () => ({
  results: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      errorCode: int16(),
      errorMessage: string({ nullable: 0, default: null }),
    }),
  }),
}));
export interface WriteShareGroupStateResponse extends Infer<typeof WriteShareGroupStateResponse> {}

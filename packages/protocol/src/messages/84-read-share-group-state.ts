import { array, int16, int32, int64, int8, request, response, string, uuid, type Infer } from '../schema.ts';

/** ReadShareGroupState, v0. Reads share-partitions' state from the share coordinator; brokers ask (KIP-932). */
export const ReadShareGroupStateRequest = request(84, { versions: [0, 0], flexible: 0 }, () => ({
  groupId: string(),
  topics: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      leaderEpoch: int32(),
    }),
  }),
}));
export interface ReadShareGroupStateRequest extends Infer<typeof ReadShareGroupStateRequest> {}

/** Answer to ReadShareGroupState, v0. */
export const ReadShareGroupStateResponse = response(84, { versions: [0, 0], flexible: 0 }, () => ({
  results: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      errorCode: int16(),
      errorMessage: string({ nullable: 0, default: null }),
      stateEpoch: int32(),
      startOffset: int64(),
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
export interface ReadShareGroupStateResponse extends Infer<typeof ReadShareGroupStateResponse> {}

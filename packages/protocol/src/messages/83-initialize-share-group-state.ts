import { array, int16, int32, int64, request, response, string, uuid, type Infer } from '../schema.ts';

/** InitializeShareGroupState, v0. Has the share coordinator begin the state of share-partitions; brokers ask (KIP-932). */
export const InitializeShareGroupStateRequest = request(83, { versions: [0, 0], flexible: 0 }, () => ({
  groupId: string(),
  topics: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      stateEpoch: int32(),
      /** -1 when not known yet. */
      startOffset: int64(),
    }),
  }),
}));
export interface InitializeShareGroupStateRequest extends Infer<typeof InitializeShareGroupStateRequest> {}

/** Answer to InitializeShareGroupState, v0. */
export const InitializeShareGroupStateResponse = response(83, { versions: [0, 0], flexible: 0 }, () => ({
  results: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      errorCode: int16(),
      errorMessage: string({ nullable: 0, default: null }),
    }),
  }),
}));
export interface InitializeShareGroupStateResponse extends Infer<typeof InitializeShareGroupStateResponse> {}

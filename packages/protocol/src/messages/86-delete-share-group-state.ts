import { array, int16, int32, request, response, string, uuid, type Infer } from '../schema.ts';

/** DeleteShareGroupState, v0. Deletes share-partitions' state; brokers ask (KIP-932). */
export const DeleteShareGroupStateRequest = request(86, { versions: [0, 0], flexible: 0 }, () => ({
  groupId: string(),
  topics: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
    }),
  }),
}));
export interface DeleteShareGroupStateRequest extends Infer<typeof DeleteShareGroupStateRequest> {}

/** Answer to DeleteShareGroupState, v0. */
export const DeleteShareGroupStateResponse = response(86, { versions: [0, 0], flexible: 0 }, () => ({
  results: array({
    topicId: uuid(),
    partitions: array({
      partition: int32(),
      errorCode: int16(),
      errorMessage: string({ nullable: 0, default: null }),
    }),
  }),
}));
export interface DeleteShareGroupStateResponse extends Infer<typeof DeleteShareGroupStateResponse> {}

import { array, int16, int32, request, response, string, uuid, type Infer } from '../schema.ts';

/** DeleteShareGroupOffsets, v0. Makes a share group forget topics; the group must be empty (KIP-932). */
export const DeleteShareGroupOffsetsRequest = request(92, { versions: [0, 0], flexible: 0 }, () => ({
  groupId: string(),
  topics: array({
    topicName: string(),
  }),
}));
export interface DeleteShareGroupOffsetsRequest extends Infer<typeof DeleteShareGroupOffsetsRequest> {}

/** Answer to DeleteShareGroupOffsets, v0. */
export const DeleteShareGroupOffsetsResponse = response(92, { versions: [0, 0], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullable: 0, default: null }),
  responses: array({
    topicName: string(),
    topicId: uuid(),
    errorCode: int16(),
    errorMessage: string({ nullable: 0, default: null }),
  }),
}));
export interface DeleteShareGroupOffsetsResponse extends Infer<typeof DeleteShareGroupOffsetsResponse> {}

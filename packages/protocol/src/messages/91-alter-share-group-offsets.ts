import { array, int16, int32, int64, request, response, string, uuid, type Infer } from '../schema.ts';

/** AlterShareGroupOffsets, v0. Sets where share-partitions begin; the group must be empty (KIP-932). */
export const AlterShareGroupOffsetsRequest = request(91, { versions: [0, 0], flexible: 0 }, () => ({
  groupId: string(),
  topics: array({
    topicName: string(),
    partitions: array({
      partitionIndex: int32(),
      startOffset: int64(),
    }),
  }),
}));
export interface AlterShareGroupOffsetsRequest extends Infer<typeof AlterShareGroupOffsetsRequest> {}

/** Answer to AlterShareGroupOffsets, v0. */
export const AlterShareGroupOffsetsResponse = response(91, { versions: [0, 0], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullable: 0, default: null }),
  responses: array({
    topicName: string(),
    topicId: uuid(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      errorMessage: string({ nullable: 0, default: null }),
    }),
  }),
}));
export interface AlterShareGroupOffsetsResponse extends Infer<typeof AlterShareGroupOffsetsResponse> {}

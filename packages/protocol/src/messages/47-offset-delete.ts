import { array, int16, int32, request, response, string, type Infer } from '../schema.ts';

/** OffsetDelete, v0. Deletes committed offsets of topics a group no longer reads (KIP-496). */
export const OffsetDeleteRequest = request(47, { versions: [0, 0] }, () => ({
  groupId: string(),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
    }),
  }),
}));
export interface OffsetDeleteRequest extends Infer<typeof OffsetDeleteRequest> {}

/** Answer to OffsetDelete, v0. */
export const OffsetDeleteResponse = response(47, { versions: [0, 0] }, () => ({
  errorCode: int16(),
  throttleTimeMs: int32({ default: 0 }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
    }),
  }),
}));
export interface OffsetDeleteResponse extends Infer<typeof OffsetDeleteResponse> {}

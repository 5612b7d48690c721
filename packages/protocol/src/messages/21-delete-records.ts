import { array, int16, int32, int64, request, response, string, type Infer } from '../schema.ts';

/** DeleteRecords, v0–2. Moves the log start offset (KIP-107). */
export const DeleteRecordsRequest = request(21, { versions: [0, 2], flexible: 2 }, () => ({
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      offset: int64(),
    }),
  }),
  timeoutMs: int32(),
}));
export interface DeleteRecordsRequest extends Infer<typeof DeleteRecordsRequest> {}

/** Answer to DeleteRecords, v0–2. */
export const DeleteRecordsResponse = response(21, { versions: [0, 2], flexible: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      lowWatermark: int64(),
      errorCode: int16(),
    }),
  }),
}));
export interface DeleteRecordsResponse extends Infer<typeof DeleteRecordsResponse> {}

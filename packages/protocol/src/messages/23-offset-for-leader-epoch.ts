import { array, int16, int32, int64, request, response, string, type Infer } from '../schema.ts';

/** OffsetForLeaderEpoch, v0–4. The end offset of a leader epoch (KIP-101, KIP-320). */
export const OffsetForLeaderEpochRequest = request(23, { versions: [0, 4], flexible: 4 }, () => ({
  replicaId: int32({ since: 3, default: -2 }),
  topics: array({
    topic: string(),
    partitions: array({
      partition: int32(),
      currentLeaderEpoch: int32({ since: 2, default: -1 }),
      leaderEpoch: int32(),
    }),
  }),
}));
export interface OffsetForLeaderEpochRequest extends Infer<typeof OffsetForLeaderEpochRequest> {}

/** Answer to OffsetForLeaderEpoch, v0–4. */
export const OffsetForLeaderEpochResponse = response(23, { versions: [0, 4], flexible: 4 }, () => ({
  throttleTimeMs: int32({ since: 2, default: 0 }),
  topics: array({
    topic: string(),
    partitions: array({
      errorCode: int16(),
      partition: int32(),
      leaderEpoch: int32({ since: 1, default: -1 }),
      endOffset: int64({ default: -1 }),
    }),
  }),
}));
export interface OffsetForLeaderEpochResponse extends Infer<typeof OffsetForLeaderEpochResponse> {}

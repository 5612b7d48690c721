import { array, int16, int32, int64, int8, request, response, string, type Infer } from '../schema.ts';

/** ListOffsets, v0–11. Finds offsets by timestamp or by name (latest, earliest, max timestamp) (KIP-79, KIP-734, KIP-405, KIP-1005). */
export const ListOffsetsRequest = request(2, { versions: [0, 11], flexible: 6 }, () => ({
  replicaId: int32(),
  isolationLevel: int8({ since: 2 }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      currentLeaderEpoch: int32({ since: 4, default: -1 }),
      timestamp: int64(),
      maxNumOffsets: int32({ until: 0, default: 1 }),
    }),
  }),
  timeoutMs: int32({ since: 10 }),
}));
export interface ListOffsetsRequest extends Infer<typeof ListOffsetsRequest> {}

/** Answer to ListOffsets, v0–11. */
export const ListOffsetsResponse = response(2, { versions: [0, 11], flexible: 6 }, () => ({
  throttleTimeMs: int32({ since: 2, default: 0 }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      oldStyleOffsets: array(int64(), { until: 0, default: [] }),
      timestamp: int64({ since: 1, default: -1 }),
      offset: int64({ since: 1, default: -1 }),
      leaderEpoch: int32({ since: 4, default: -1 }),
    }),
  }),
}));
export interface ListOffsetsResponse extends Infer<typeof ListOffsetsResponse> {}

import { array, int16, int32, int64, request, response, string, uuid, type Infer } from '../schema.ts';

/** DescribeShareGroupOffsets, v0–1. Where share-partitions begin, and how far they lag (KIP-932, KIP-1226 (lag)). */
export const DescribeShareGroupOffsetsRequest = request(90, { versions: [0, 1], flexible: 0 }, () => ({
  groups: array({
    groupId: string(),
    /** Null for all. */
    topics: array(
      {
        topicName: string(),
        partitions: array(int32()),
      },
      { nullable: 0 },
    ),
  }),
}));
export interface DescribeShareGroupOffsetsRequest extends Infer<typeof DescribeShareGroupOffsetsRequest> {}

/** Answer to DescribeShareGroupOffsets, v0–1. */
export const DescribeShareGroupOffsetsResponse = response(90, { versions: [0, 1], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  groups: array({
    groupId: string(),
    topics: array({
      topicName: string(),
      topicId: uuid(),
      partitions: array({
        partitionIndex: int32(),
        /** -1 when there is none. */
        startOffset: int64(),
        leaderEpoch: int32(),
        /** -1 when unknown. */
        lag: int64({ since: 1, default: -1 }),
        errorCode: int16(),
        errorMessage: string({ nullable: 0, default: null }),
      }),
    }),
    errorCode: int16(),
    errorMessage: string({ nullable: 0, default: null }),
  }),
}));
export interface DescribeShareGroupOffsetsResponse extends Infer<typeof DescribeShareGroupOffsetsResponse> {}

import { array, bool, int16, int32, int64, request, response, string, uuid, type Infer } from '../schema.ts';

/** OffsetFetch, v0–10. Reads a group's positions (KIP-447 (stable offsets), KIP-709 (many groups), KIP-848). */
export const OffsetFetchRequest = request(9, { versions: [0, 10], flexible: 6 }, () => ({
  groupId: string({ until: 7 }),
  topics: array(
    {
      name: string({ until: 7 }),
      partitionIndexes: array(int32(), { until: 7 }),
    },
    { until: 7, nullable: 2 },
  ),
  groups: array(
    {
      groupId: string({ since: 8 }),
      memberId: string({ since: 9, nullable: 9, default: null }),
      memberEpoch: int32({ since: 9, default: -1 }),
      topics: array(
        {
          name: string({ since: 8, until: 9 }),
          topicId: uuid({ since: 10 }),
          partitionIndexes: array(int32(), { since: 8 }),
        },
        { since: 8, nullable: 8 },
      ),
    },
    { since: 8 },
  ),
  requireStable: bool({ since: 7, default: false }),
}));
export interface OffsetFetchRequest extends Infer<typeof OffsetFetchRequest> {}

/** Answer to OffsetFetch, v0–10. */
export const OffsetFetchResponse = response(9, { versions: [0, 10], flexible: 6 }, () => ({
  throttleTimeMs: int32({ since: 3, default: 0 }),
  topics: array(
    {
      name: string({ until: 7 }),
      partitions: array(
        {
          partitionIndex: int32({ until: 7 }),
          committedOffset: int64({ until: 7 }),
          committedLeaderEpoch: int32({ since: 5, until: 7, default: -1 }),
          metadata: string({ until: 7, nullable: 0 }),
          errorCode: int16({ until: 7 }),
        },
        { until: 7 },
      ),
    },
    { until: 7 },
  ),
  errorCode: int16({ since: 2, until: 7, default: 0 }),
  groups: array(
    {
      groupId: string({ since: 8 }),
      topics: array(
        {
          name: string({ since: 8, until: 9 }),
          topicId: uuid({ since: 10 }),
          partitions: array(
            {
              partitionIndex: int32({ since: 8 }),
              committedOffset: int64({ since: 8 }),
              committedLeaderEpoch: int32({ since: 8, default: -1 }),
              metadata: string({ since: 8, nullable: 8 }),
              errorCode: int16({ since: 8 }),
            },
            { since: 8 },
          ),
        },
        { since: 8 },
      ),
      errorCode: int16({ since: 8, default: 0 }),
    },
    { since: 8 },
  ),
}));
export interface OffsetFetchResponse extends Infer<typeof OffsetFetchResponse> {}

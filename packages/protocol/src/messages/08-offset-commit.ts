import { array, int16, int32, int64, request, response, string, uuid, type Infer } from '../schema.ts';

/** OffsetCommit, v0–10. Stores a group's positions (KIP-211, KIP-848, topic ids from v10). */
export const OffsetCommitRequest = request(8, { versions: [0, 10], flexible: 8 }, () => ({
  groupId: string(),
  generationIdOrMemberEpoch: int32({ since: 1, default: -1 }),
  memberId: string({ since: 1 }),
  groupInstanceId: string({ since: 7, nullable: 7, default: null }),
  retentionTimeMs: int64({ since: 2, until: 4, default: -1 }),
  topics: array({
    name: string({ until: 9 }),
    topicId: uuid({ since: 10 }),
    partitions: array({
      partitionIndex: int32(),
      committedOffset: int64(),
      committedLeaderEpoch: int32({ since: 6, default: -1 }),
      commitTimestamp: int64({ since: 1, until: 1, default: -1 }),
      committedMetadata: string({ nullable: 0 }),
    }),
  }),
}));
export interface OffsetCommitRequest extends Infer<typeof OffsetCommitRequest> {}

/** Answer to OffsetCommit, v0–10. */
export const OffsetCommitResponse = response(8, { versions: [0, 10], flexible: 8 }, () => ({
  throttleTimeMs: int32({ since: 3, default: 0 }),
  topics: array({
    name: string({ until: 9 }),
    topicId: uuid({ since: 10 }),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
    }),
  }),
}));
export interface OffsetCommitResponse extends Infer<typeof OffsetCommitResponse> {}

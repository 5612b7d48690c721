import { array, int16, int32, int64, request, response, string, uuid, type Infer } from '../schema.ts';

/** TxnOffsetCommit, v0–6. Commits a group's offsets as part of a transaction (KIP-98, KIP-447 (member), KIP-890, KIP-516 (topic ids, v6)). */
export const TxnOffsetCommitRequest = request(28, { versions: [0, 6], flexible: 3 }, () => ({
  transactionalId: string(),
  groupId: string(),
  producerId: int64(),
  producerEpoch: int16(),
  generationIdOrMemberEpoch: int32({ since: 3, default: -1 }),
  memberId: string({ since: 3, default: '' }),
  groupInstanceId: string({ since: 3, nullable: 3, default: null }),
  topics: array({
    name: string({ until: 5 }),
    topicId: uuid({ since: 6 }),
    partitions: array({
      partitionIndex: int32(),
      committedOffset: int64(),
      committedLeaderEpoch: int32({ since: 2, default: -1 }),
      committedMetadata: string({ nullable: 0 }),
    }),
  }),
}));
export interface TxnOffsetCommitRequest extends Infer<typeof TxnOffsetCommitRequest> {}

/** Answer to TxnOffsetCommit, v0–6. */
export const TxnOffsetCommitResponse = response(28, { versions: [0, 6], flexible: 3 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  topics: array({
    name: string({ until: 5 }),
    topicId: uuid({ since: 6 }),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
    }),
  }),
}));
export interface TxnOffsetCommitResponse extends Infer<typeof TxnOffsetCommitResponse> {}

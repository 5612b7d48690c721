import { array, int16, int32, request, response, string, struct, uuid, type Infer } from '../schema.ts';

/** ShareGroupHeartbeat, v1. Joins, keeps and leaves a share group (KIP-932). */
export const ShareGroupHeartbeatRequest = request(76, { versions: [1, 1], flexible: 0 }, () => ({
  groupId: string(),
  memberId: string(),
  /** 0 joins, -1 leaves. */
  memberEpoch: int32(),
  /** Null when it has not changed. */
  rackId: string({ nullable: 0, default: null }),
  /** Null when it has not changed. */
  subscribedTopicNames: array(string(), { nullable: 0, default: null }),
}));
export interface ShareGroupHeartbeatRequest extends Infer<typeof ShareGroupHeartbeatRequest> {}

/** Answer to ShareGroupHeartbeat, v1. */
export const ShareGroupHeartbeatResponse = response(76, { versions: [1, 1], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullable: 0, default: null }),
  memberId: string({ nullable: 0, default: null }),
  memberEpoch: int32(),
  heartbeatIntervalMs: int32(),
  /** Null when it has not changed. */
  assignment: struct(
    {
      topicPartitions: array({
        topicId: uuid(),
        partitions: array(int32()),
      }),
    },
    { nullable: 0, default: null },
  ),
}));
export interface ShareGroupHeartbeatResponse extends Infer<typeof ShareGroupHeartbeatResponse> {}

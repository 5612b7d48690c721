import { array, int16, int32, request, response, string, struct, uuid, type Infer } from '../schema.ts';

/** ConsumerGroupHeartbeat, v0–1. Joins, keeps and leaves a consumer group; brings the member its assignment (KIP-848, KIP-1082 (the client's own member id)). */
export const ConsumerGroupHeartbeatRequest = request(68, { versions: [0, 1], flexible: 0 }, () => ({
  groupId: string(),
  memberId: string(),
  /** 0 joins, -1 leaves, -2 leaves for a while (static member). */
  memberEpoch: int32(),
  instanceId: string({ nullable: 0, default: null }),
  /** Null when it has not changed. */
  rackId: string({ nullable: 0, default: null }),
  /** -1 when it has not changed. */
  rebalanceTimeoutMs: int32({ default: -1 }),
  /** Null when it has not changed. */
  subscribedTopicNames: array(string(), { nullable: 0, default: null }),
  /** Null when it has not changed. */
  subscribedTopicRegex: string({ since: 1, nullable: 1, default: null }),
  serverAssignor: string({ nullable: 0, default: null }),
  /** What the member owns; null when it has not changed. */
  topicPartitions: array(
    {
      topicId: uuid(),
      partitions: array(int32()),
    },
    { nullable: 0, default: null },
  ),
}));
export interface ConsumerGroupHeartbeatRequest extends Infer<typeof ConsumerGroupHeartbeatRequest> {}

/** Answer to ConsumerGroupHeartbeat, v0–1. */
export const ConsumerGroupHeartbeatResponse = response(68, { versions: [0, 1], flexible: 0 }, () => ({
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
export interface ConsumerGroupHeartbeatResponse extends Infer<typeof ConsumerGroupHeartbeatResponse> {}

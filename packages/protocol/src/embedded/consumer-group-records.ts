import { array, bigint64, bytes, int32, int64, int8, record, string, struct, uuid, type Infer } from '../schema.ts';

/** Key of the topics that a consumer group reads (record type 4). Before 4.1; the hash in the group replaced it. */
export const ConsumerGroupPartitionMetadataKey = record(4, { versions: [0, 0] }, () => ({
  groupId: string(),
}));
export interface ConsumerGroupPartitionMetadataKey extends Infer<typeof ConsumerGroupPartitionMetadataKey> {}

/** The topics that a consumer group reads, as the last assignment saw them; a null value deletes it. */
export const ConsumerGroupPartitionMetadataValue = record(4, { versions: [0, 0], flexible: 0 }, () => ({
  topics: array({
    topicId: uuid(),
    topicName: string(),
    numPartitions: int32(),
    partitionMetadata: array({
      partition: int32(),
      racks: array(string()),
    }),
  }),
}));
export interface ConsumerGroupPartitionMetadataValue extends Infer<typeof ConsumerGroupPartitionMetadataValue> {}

/** Key of a consumer group in __consumer_offsets (record type 3, KIP-848). */
export const ConsumerGroupMetadataKey = record(3, { versions: [0, 0] }, () => ({
  groupId: string(),
}));
export interface ConsumerGroupMetadataKey extends Infer<typeof ConsumerGroupMetadataKey> {}

/** A consumer group; a null value deletes it. */
export const ConsumerGroupMetadataValue = record(3, { versions: [0, 0], flexible: 0 }, () => ({
  epoch: int32(),
  /** Of all topics subscribed to, all 64 bits of it (KIP-1101); 0 when it is to be computed. */
  metadataHash: bigint64({ tag: 0, default: 0n }),
}));
export interface ConsumerGroupMetadataValue extends Infer<typeof ConsumerGroupMetadataValue> {}

/** Key of a member of a consumer group (record type 5). */
export const ConsumerGroupMemberMetadataKey = record(5, { versions: [0, 0] }, () => ({
  groupId: string(),
  memberId: string(),
}));
export interface ConsumerGroupMemberMetadataKey extends Infer<typeof ConsumerGroupMemberMetadataKey> {}

/** A member of a consumer group; a null value deletes it. */
export const ConsumerGroupMemberMetadataValue = record(5, { versions: [0, 0], flexible: 0 }, () => ({
  instanceId: string({ nullable: 0 }),
  rackId: string({ nullable: 0 }),
  clientId: string(),
  clientHost: string(),
  subscribedTopicNames: array(string()),
  subscribedTopicRegex: string({ nullable: 0 }),
  rebalanceTimeoutMs: int32({ default: -1 }),
  serverAssignor: string({ nullable: 0 }),
  /** Of a member that speaks the classic protocol. Null is not the default that Kafka means it to be, as below. */
  classicMemberMetadata: struct(
    {
      sessionTimeoutMs: int32(),
      supportedProtocols: array({
        name: string(),
        metadata: bytes(),
      }),
    },
    { nullable: 0, tag: 0, default: 'zero' },
  ),
}));
export interface ConsumerGroupMemberMetadataValue extends Infer<typeof ConsumerGroupMemberMetadataValue> {}

/** Key of the target assignment of a consumer group (record type 6). */
export const ConsumerGroupTargetAssignmentMetadataKey = record(6, { versions: [0, 0] }, () => ({
  groupId: string(),
}));
export interface ConsumerGroupTargetAssignmentMetadataKey extends Infer<
  typeof ConsumerGroupTargetAssignmentMetadataKey
> {}

/** For which group epoch the target assignment was computed; a null value deletes it. */
export const ConsumerGroupTargetAssignmentMetadataValue = record(6, { versions: [0, 0], flexible: 0 }, () => ({
  assignmentEpoch: int32(),
  assignmentTimestamp: int64({ tag: 0, default: 0 }),
}));
export interface ConsumerGroupTargetAssignmentMetadataValue extends Infer<
  typeof ConsumerGroupTargetAssignmentMetadataValue
> {}

/** Key of a member's target assignment (record type 7). */
export const ConsumerGroupTargetAssignmentMemberKey = record(7, { versions: [0, 0] }, () => ({
  groupId: string(),
  memberId: string(),
}));
export interface ConsumerGroupTargetAssignmentMemberKey extends Infer<typeof ConsumerGroupTargetAssignmentMemberKey> {}

/** What a member is to get; a null value deletes it. */
export const ConsumerGroupTargetAssignmentMemberValue = record(7, { versions: [0, 0], flexible: 0 }, () => ({
  topicPartitions: array({
    topicId: uuid(),
    partitions: array(int32()),
  }),
}));
export interface ConsumerGroupTargetAssignmentMemberValue extends Infer<
  typeof ConsumerGroupTargetAssignmentMemberValue
> {}

/** Key of a member's current assignment (record type 8). */
export const ConsumerGroupCurrentMemberAssignmentKey = record(8, { versions: [0, 0] }, () => ({
  groupId: string(),
  memberId: string(),
}));
export interface ConsumerGroupCurrentMemberAssignmentKey extends Infer<
  typeof ConsumerGroupCurrentMemberAssignmentKey
> {}

/** What a member has, and has to give up; a null value deletes it. */
export const ConsumerGroupCurrentMemberAssignmentValue = record(8, { versions: [0, 0], flexible: 0 }, () => {
  const topicPartitions = {
    topicId: uuid(),
    partitions: array(int32()),
    /** Of each partition the member epoch in which it was assigned. Null is not the default that Kafka means it to be. */
    assignmentEpochs: array(int32(), { nullable: 0, tag: 0, default: [] }),
  };
  return {
    memberEpoch: int32(),
    previousMemberEpoch: int32(),
    state: int8(),
    assignedPartitions: array(topicPartitions),
    partitionsPendingRevocation: array(topicPartitions),
  };
});
export interface ConsumerGroupCurrentMemberAssignmentValue extends Infer<
  typeof ConsumerGroupCurrentMemberAssignmentValue
> {}

/** Key of a regular expression that members subscribe to (record type 16). */
export const ConsumerGroupRegularExpressionKey = record(16, { versions: [0, 0] }, () => ({
  groupId: string(),
  regularExpression: string(),
}));
export interface ConsumerGroupRegularExpressionKey extends Infer<typeof ConsumerGroupRegularExpressionKey> {}

/** The topics that a regular expression matched; a null value deletes it. */
export const ConsumerGroupRegularExpressionValue = record(16, { versions: [0, 0], flexible: 0 }, () => ({
  topics: array(string()),
  /** Offset of the metadata that it was resolved against. */
  version: int64(),
  timestamp: int64(),
}));
export interface ConsumerGroupRegularExpressionValue extends Infer<typeof ConsumerGroupRegularExpressionValue> {}

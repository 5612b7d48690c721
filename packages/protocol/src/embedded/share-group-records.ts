import { array, bigint64, int32, int64, int8, record, string, uuid, type Infer } from '../schema.ts';

/** Key of a share group in __consumer_offsets (record type 11, KIP-932). */
export const ShareGroupMetadataKey = record(11, { versions: [0, 0] }, () => ({
  groupId: string(),
}));
export interface ShareGroupMetadataKey extends Infer<typeof ShareGroupMetadataKey> {}

/** A share group; a null value deletes it. */
export const ShareGroupMetadataValue = record(11, { versions: [0, 0], flexible: 0 }, () => ({
  epoch: int32(),
  /** Of all topics subscribed to, all 64 bits of it (KIP-1101). */
  metadataHash: bigint64(),
}));
export interface ShareGroupMetadataValue extends Infer<typeof ShareGroupMetadataValue> {}

/** Key of a member of a share group (record type 10). */
export const ShareGroupMemberMetadataKey = record(10, { versions: [0, 0] }, () => ({
  groupId: string(),
  memberId: string(),
}));
export interface ShareGroupMemberMetadataKey extends Infer<typeof ShareGroupMemberMetadataKey> {}

/** A member of a share group; a null value deletes it. */
export const ShareGroupMemberMetadataValue = record(10, { versions: [0, 0], flexible: 0 }, () => ({
  rackId: string({ nullable: 0 }),
  clientId: string(),
  clientHost: string(),
  subscribedTopicNames: array(string()),
}));
export interface ShareGroupMemberMetadataValue extends Infer<typeof ShareGroupMemberMetadataValue> {}

/** Key of the target assignment of a share group (record type 12). */
export const ShareGroupTargetAssignmentMetadataKey = record(12, { versions: [0, 0] }, () => ({
  groupId: string(),
}));
export interface ShareGroupTargetAssignmentMetadataKey extends Infer<typeof ShareGroupTargetAssignmentMetadataKey> {}

/** For which group epoch the target assignment was computed; a null value deletes it. */
export const ShareGroupTargetAssignmentMetadataValue = record(12, { versions: [0, 0], flexible: 0 }, () => ({
  assignmentEpoch: int32(),
  assignmentTimestamp: int64({ tag: 0, default: 0 }),
}));
export interface ShareGroupTargetAssignmentMetadataValue extends Infer<
  typeof ShareGroupTargetAssignmentMetadataValue
> {}

/** Key of a member's target assignment (record type 13). */
export const ShareGroupTargetAssignmentMemberKey = record(13, { versions: [0, 0] }, () => ({
  groupId: string(),
  memberId: string(),
}));
export interface ShareGroupTargetAssignmentMemberKey extends Infer<typeof ShareGroupTargetAssignmentMemberKey> {}

/** What a member is to get; a null value deletes it. */
export const ShareGroupTargetAssignmentMemberValue = record(13, { versions: [0, 0], flexible: 0 }, () => ({
  topicPartitions: array({
    topicId: uuid(),
    partitions: array(int32()),
  }),
}));
export interface ShareGroupTargetAssignmentMemberValue extends Infer<typeof ShareGroupTargetAssignmentMemberValue> {}

/** Key of a member's current assignment (record type 14). */
export const ShareGroupCurrentMemberAssignmentKey = record(14, { versions: [0, 0] }, () => ({
  groupId: string(),
  memberId: string(),
}));
export interface ShareGroupCurrentMemberAssignmentKey extends Infer<typeof ShareGroupCurrentMemberAssignmentKey> {}

/** What a member has; a null value deletes it. */
export const ShareGroupCurrentMemberAssignmentValue = record(14, { versions: [0, 0], flexible: 0 }, () => ({
  memberEpoch: int32(),
  previousMemberEpoch: int32(),
  state: int8(),
  assignedPartitions: array({
    topicId: uuid(),
    partitions: array(int32()),
  }),
}));
export interface ShareGroupCurrentMemberAssignmentValue extends Infer<typeof ShareGroupCurrentMemberAssignmentValue> {}

/** Key of the partitions whose share state is kept for a group (record type 15). */
export const ShareGroupStatePartitionMetadataKey = record(15, { versions: [0, 0] }, () => ({
  groupId: string(),
}));
export interface ShareGroupStatePartitionMetadataKey extends Infer<typeof ShareGroupStatePartitionMetadataKey> {}

/** Partitions whose share state is being made, is there, or is being deleted; a null value deletes it. */
export const ShareGroupStatePartitionMetadataValue = record(15, { versions: [0, 0], flexible: 0 }, () => {
  const topicPartitionsInfo = {
    topicId: uuid(),
    topicName: string(),
    partitions: array(int32()),
  };
  return {
    initializingTopics: array(topicPartitionsInfo),
    initializedTopics: array(topicPartitionsInfo),
    deletingTopics: array({
      topicId: uuid(),
      topicName: string(),
    }),
  };
});
export interface ShareGroupStatePartitionMetadataValue extends Infer<typeof ShareGroupStatePartitionMetadataValue> {}

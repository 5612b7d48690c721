import { array, int32, int8, record, string, uuid, type Infer } from '../schema.ts';

/** A topic is made. */
export const TopicRecord = record(2, { versions: [0, 0], flexible: 0 }, () => ({
  name: string(),
  topicId: uuid(),
}));
export interface TopicRecord extends Infer<typeof TopicRecord> {}

/** A topic is deleted, with its partitions. */
export const RemoveTopicRecord = record(9, { versions: [0, 0], flexible: 0 }, () => ({
  topicId: uuid(),
}));
export interface RemoveTopicRecord extends Infer<typeof RemoveTopicRecord> {}

/** A partition as a whole (KIP-704 (recovery), KIP-858 (directories), KIP-966 (eligible leaders)). */
export const PartitionRecord = record(3, { versions: [0, 2], flexible: 0 }, () => ({
  partitionId: int32({ default: -1 }),
  topicId: uuid(),
  replicas: array(int32()),
  isr: array(int32()),
  removingReplicas: array(int32()),
  addingReplicas: array(int32()),
  /** -1 for none. */
  leader: int32({ default: -1 }),
  /** 1 after an unclean election, until the leader has recovered. */
  leaderRecoveryState: int8({ tag: 0, default: 0 }),
  leaderEpoch: int32({ default: -1 }),
  partitionEpoch: int32({ default: -1 }),
  /** One for each replica. */
  directories: array(uuid(), { since: 1 }),
  eligibleLeaderReplicas: array(int32(), { since: 2, nullable: 2, tag: 1, default: null }),
  lastKnownElr: array(int32(), { since: 2, nullable: 2, tag: 2, default: null }),
}));
export interface PartitionRecord extends Infer<typeof PartitionRecord> {}

/** What changes in a partition; what is left out stays. */
export const PartitionChangeRecord = record(5, { versions: [0, 2], flexible: 0 }, () => ({
  partitionId: int32({ default: -1 }),
  topicId: uuid(),
  isr: array(int32(), { nullable: 0, tag: 0, default: null }),
  /** -1 for none, -2 as before. */
  leader: int32({ tag: 1, default: -2 }),
  replicas: array(int32(), { nullable: 0, tag: 2, default: null }),
  removingReplicas: array(int32(), { nullable: 0, tag: 3, default: null }),
  addingReplicas: array(int32(), { nullable: 0, tag: 4, default: null }),
  /** -1 as before, 0 recovered, 1 recovering. */
  leaderRecoveryState: int8({ tag: 5, default: -1 }),
  directories: array(uuid(), { since: 1, nullable: 1, tag: 8, default: null }),
  eligibleLeaderReplicas: array(int32(), { since: 2, nullable: 2, tag: 6, default: null }),
  lastKnownElr: array(int32(), { since: 2, nullable: 2, tag: 7, default: null }),
}));
export interface PartitionChangeRecord extends Infer<typeof PartitionChangeRecord> {}

/** A topic's eligible leaders are forgotten, or those of all topics when the name is empty (KIP-966). */
export const ClearElrRecord = record(28, { versions: [0, 0], flexible: 0 }, () => ({
  topicName: string(),
}));
export interface ClearElrRecord extends Infer<typeof ClearElrRecord> {}

/** A dynamic config is set, or deleted by a null value. */
export const ConfigRecord = record(4, { versions: [0, 0], flexible: 0 }, () => ({
  /** 2 topic, 4 broker, 16 client metrics, 32 group. */
  resourceType: int8(),
  resourceName: string(),
  name: string(),
  value: string({ nullable: 0 }),
}));
export interface ConfigRecord extends Infer<typeof ConfigRecord> {}

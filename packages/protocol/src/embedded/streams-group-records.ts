import { array, bigint64, int16, int32, int64, int8, record, string, struct, uint16, type Infer } from '../schema.ts';

/** Key of a streams group in __consumer_offsets (record type 17, KIP-1071). */
export const StreamsGroupMetadataKey = record(17, { versions: [0, 0] }, () => ({
  groupId: string(),
}));
export interface StreamsGroupMetadataKey extends Infer<typeof StreamsGroupMetadataKey> {}

/** A streams group; a null value deletes it. */
export const StreamsGroupMetadataValue = record(17, { versions: [0, 0], flexible: 0 }, () => ({
  epoch: int32(),
  /** Of all the topology's topics, all 64 bits of it. */
  metadataHash: bigint64(),
  /** Of the topology whose topics were found to be as it needs them; -1 for none. */
  validatedTopologyEpoch: int32({ tag: 0, default: -1 }),
  /** Null is not the default that Kafka means it to be, as below. */
  lastAssignmentConfigs: array(
    {
      key: string(),
      value: string(),
    },
    { nullable: 0, tag: 1, default: [] },
  ),
  /** -1 for none, as below. */
  storedDescriptionTopologyEpoch: int32({ tag: 2, default: -1 }),
  failedDescriptionTopologyEpoch: int32({ tag: 3, default: -1 }),
}));
export interface StreamsGroupMetadataValue extends Infer<typeof StreamsGroupMetadataValue> {}

/** Key of the topology of a streams group (record type 23). */
export const StreamsGroupTopologyKey = record(23, { versions: [0, 0] }, () => ({
  groupId: string(),
}));
export interface StreamsGroupTopologyKey extends Infer<typeof StreamsGroupTopologyKey> {}

/** The topology of a streams group; a null value deletes it. */
export const StreamsGroupTopologyValue = record(23, { versions: [0, 0], flexible: 0 }, () => {
  const topicInfo = {
    name: string(),
    partitions: int32(),
    replicationFactor: int16(),
    topicConfigs: array({
      key: string(),
      value: string(),
    }),
  };
  return {
    epoch: int32(),
    subtopologies: array({
      subtopologyId: string(),
      sourceTopics: array(string()),
      sourceTopicRegex: array(string()),
      stateChangelogTopics: array(topicInfo),
      repartitionSinkTopics: array(string()),
      repartitionSourceTopics: array(topicInfo),
      copartitionGroups: array({
        /** Indexes into the lists of the subtopology, as the two below. */
        sourceTopics: array(int16()),
        sourceTopicRegex: array(int16()),
        repartitionSourceTopics: array(int16()),
      }),
    }),
  };
});
export interface StreamsGroupTopologyValue extends Infer<typeof StreamsGroupTopologyValue> {}

/** Key of a member of a streams group (record type 19). */
export const StreamsGroupMemberMetadataKey = record(19, { versions: [0, 0] }, () => ({
  groupId: string(),
  memberId: string(),
}));
export interface StreamsGroupMemberMetadataKey extends Infer<typeof StreamsGroupMemberMetadataKey> {}

/** A member of a streams group; a null value deletes it. */
export const StreamsGroupMemberMetadataValue = record(19, { versions: [0, 0], flexible: 0 }, () => ({
  instanceId: string({ nullable: 0 }),
  rackId: string({ nullable: 0 }),
  clientId: string(),
  clientHost: string(),
  rebalanceTimeoutMs: int32({ default: -1 }),
  topologyEpoch: int32(),
  processId: string(),
  userEndpoint: struct(
    {
      host: string(),
      port: uint16(),
    },
    { nullable: 0, default: null },
  ),
  clientTags: array({
    key: string(),
    value: string(),
  }),
}));
export interface StreamsGroupMemberMetadataValue extends Infer<typeof StreamsGroupMemberMetadataValue> {}

/** Key of the target assignment of a streams group (record type 20). */
export const StreamsGroupTargetAssignmentMetadataKey = record(20, { versions: [0, 0] }, () => ({
  groupId: string(),
}));
export interface StreamsGroupTargetAssignmentMetadataKey extends Infer<
  typeof StreamsGroupTargetAssignmentMetadataKey
> {}

/** For which group epoch the target assignment was computed; a null value deletes it. */
export const StreamsGroupTargetAssignmentMetadataValue = record(20, { versions: [0, 0], flexible: 0 }, () => ({
  assignmentEpoch: int32(),
  assignmentTimestamp: int64({ tag: 0, default: 0 }),
}));
export interface StreamsGroupTargetAssignmentMetadataValue extends Infer<
  typeof StreamsGroupTargetAssignmentMetadataValue
> {}

/** Key of a member's target assignment (record type 21). */
export const StreamsGroupTargetAssignmentMemberKey = record(21, { versions: [0, 0] }, () => ({
  groupId: string(),
  memberId: string(),
}));
export interface StreamsGroupTargetAssignmentMemberKey extends Infer<typeof StreamsGroupTargetAssignmentMemberKey> {}

/** The tasks that a member is to get; a null value deletes it. */
export const StreamsGroupTargetAssignmentMemberValue = record(21, { versions: [0, 0], flexible: 0 }, () => {
  const taskIds = {
    subtopologyId: string(),
    partitions: array(int32()),
  };
  return {
    activeTasks: array(taskIds),
    standbyTasks: array(taskIds),
    warmupTasks: array(taskIds),
  };
});
export interface StreamsGroupTargetAssignmentMemberValue extends Infer<
  typeof StreamsGroupTargetAssignmentMemberValue
> {}

/** Key of a member's current assignment (record type 22). */
export const StreamsGroupCurrentMemberAssignmentKey = record(22, { versions: [0, 0] }, () => ({
  groupId: string(),
  memberId: string(),
}));
export interface StreamsGroupCurrentMemberAssignmentKey extends Infer<typeof StreamsGroupCurrentMemberAssignmentKey> {}

/** The tasks that a member has, and has to give up; a null value deletes it. */
export const StreamsGroupCurrentMemberAssignmentValue = record(22, { versions: [0, 0], flexible: 0 }, () => {
  const taskIds = {
    subtopologyId: string(),
    partitions: array(int32()),
    /** Of each partition the member epoch in which it was assigned. Null is not the default that Kafka means it to be. */
    assignmentEpochs: array(int32(), { nullable: 0, tag: 0, default: [] }),
  };
  return {
    memberEpoch: int32(),
    previousMemberEpoch: int32(),
    state: int8(),
    activeTasks: array(taskIds),
    standbyTasks: array(taskIds),
    warmupTasks: array(taskIds),
    activeTasksPendingRevocation: array(taskIds),
    standbyTasksPendingRevocation: array(taskIds),
    warmupTasksPendingRevocation: array(taskIds),
  };
});
export interface StreamsGroupCurrentMemberAssignmentValue extends Infer<
  typeof StreamsGroupCurrentMemberAssignmentValue
> {}

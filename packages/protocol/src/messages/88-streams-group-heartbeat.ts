import {
  array,
  bool,
  int16,
  int32,
  int64,
  int8,
  request,
  response,
  string,
  struct,
  uint16,
  type Infer,
} from '../schema.ts';

const keyValue = () => ({
  key: string(),
  value: string(),
});
const topicInfo = () => ({
  name: string(),
  partitions: int32(),
  replicationFactor: int16(),
  topicConfigs: array(keyValue()),
});
const subtopology = () => ({
  subtopologyId: string(),
  sourceTopics: array(string()),
  sourceTopicRegex: array(string()),
  stateChangelogTopics: array(topicInfo()),
  repartitionSinkTopics: array(string()),
  repartitionSourceTopics: array(topicInfo()),
  copartitionGroups: array({
    /** Indexes into the lists of the subtopology, as the two below. */
    sourceTopics: array(int16()),
    sourceTopicRegex: array(int16()),
    repartitionSourceTopics: array(int16()),
  }),
});
const tasks = () => ({
  subtopologyId: string(),
  partitions: array(int32()),
});
const taskOffset = () => ({
  subtopologyId: string(),
  partition: int32(),
  offset: int64(),
});
const endpoint = () => ({
  host: string(),
  port: uint16(),
});
const topicPartitions = () => ({
  topic: string(),
  partitions: array(int32()),
});

/** StreamsGroupHeartbeat, v0–1. Joins, keeps and leaves a streams group; brings the member its tasks (KIP-1071). */
export const StreamsGroupHeartbeatRequest = request(88, { versions: [0, 1], flexible: 0 }, () => ({
  groupId: string(),
  memberId: string(),
  /** 0 joins, -1 leaves, -2 leaves for a while (static member). */
  memberEpoch: int32(),
  endpointInformationEpoch: int32(),
  /** Null when it has not changed. */
  instanceId: string({ nullable: 0, default: null }),
  /** Null when it has not changed. */
  rackId: string({ nullable: 0, default: null }),
  /** -1 when it has not changed. */
  rebalanceTimeoutMs: int32({ default: -1 }),
  /** Null when it has not changed. */
  topology: struct({ epoch: int32(), subtopologies: array(subtopology()) }, { nullable: 0, default: null }),
  /** What the member owns; null when it has not changed, as the two below. */
  activeTasks: array(tasks(), { nullable: 0, default: null }),
  standbyTasks: array(tasks(), { nullable: 0, default: null }),
  warmupTasks: array(tasks(), { nullable: 0, default: null }),
  processId: string({ nullable: 0, default: null }),
  userEndpoint: struct(endpoint(), { nullable: 0, default: null }),
  clientTags: array(keyValue(), { nullable: 0, default: null }),
  taskOffsets: array(taskOffset(), { nullable: 0, default: null }),
  taskEndOffsets: array(taskOffset(), { nullable: 0, default: null }),
  /** Whether all members are to shut down. */
  shutdownApplication: bool({ default: false }),
}));
export interface StreamsGroupHeartbeatRequest extends Infer<typeof StreamsGroupHeartbeatRequest> {}

/** Answer to StreamsGroupHeartbeat, v0–1. */
export const StreamsGroupHeartbeatResponse = response(88, { versions: [0, 1], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullable: 0, default: null }),
  memberId: string(),
  memberEpoch: int32(),
  heartbeatIntervalMs: int32(),
  /** Its type was too narrow; v1 has the field below. */
  acceptableRecoveryLagLegacy: int32({ until: 0 }),
  taskOffsetIntervalMs: int32(),
  acceptableRecoveryLag: int64({ since: 1, default: -1 }),
  /** Null when it has not changed. */
  status: array({ statusCode: int8(), statusDetail: string() }, { nullable: 0 }),
  /** Null when they have not changed, as the two below. */
  activeTasks: array(tasks(), { nullable: 0, default: null }),
  standbyTasks: array(tasks(), { nullable: 0, default: null }),
  warmupTasks: array(tasks(), { nullable: 0, default: null }),
  /** Whether to send StreamsGroupTopologyDescriptionUpdate. */
  topologyDescriptionRequired: bool({ since: 1, default: false }),
  endpointInformationEpoch: int32(),
  /** Null when they have not changed. */
  partitionsByUserEndpoint: array(
    {
      userEndpoint: struct(endpoint()),
      activePartitions: array(topicPartitions()),
      standbyPartitions: array(topicPartitions()),
    },
    { nullable: 0, default: null },
  ),
}));
export interface StreamsGroupHeartbeatResponse extends Infer<typeof StreamsGroupHeartbeatResponse> {}

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

/** StreamsGroupDescribe, v0–1. Streams groups with their topology, members and tasks (KIP-1071). */
export const StreamsGroupDescribeRequest = request(89, { versions: [0, 1], flexible: 0 }, () => ({
  groupIds: array(string()),
  includeAuthorizedOperations: bool(),
  includeTopologyDescription: bool({ since: 1, default: false }),
}));
export interface StreamsGroupDescribeRequest extends Infer<typeof StreamsGroupDescribeRequest> {}

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
const topology = () => ({
  epoch: int32(),
  subtopologies: array(
    {
      subtopologyId: string(),
      sourceTopics: array(string()),
      repartitionSinkTopics: array(string()),
      stateChangelogTopics: array(topicInfo()),
      repartitionSourceTopics: array(topicInfo()),
    },
    { nullable: 0, default: null },
  ),
});
const taskOffset = () => ({
  subtopologyId: string(),
  partition: int32(),
  offset: int64(),
});
const tasks = () => ({
  subtopologyId: string(),
  partitions: array(int32()),
});
const assignment = () => ({
  activeTasks: array(tasks()),
  standbyTasks: array(tasks()),
  warmupTasks: array(tasks()),
});
const member = () => ({
  memberId: string(),
  memberEpoch: int32(),
  instanceId: string({ nullable: 0, default: null }),
  rackId: string({ nullable: 0, default: null }),
  clientId: string(),
  clientHost: string(),
  topologyEpoch: int32(),
  processId: string(),
  userEndpoint: struct({ host: string(), port: uint16() }, { nullable: 0, default: null }),
  clientTags: array(keyValue()),
  taskOffsets: array(taskOffset()),
  taskEndOffsets: array(taskOffset()),
  assignment: struct(assignment()),
  targetAssignment: struct(assignment()),
  isClassic: bool(),
});
const topologyNode = () => ({
  name: string({ since: 1 }),
  nodeType: int8({ since: 1 }),
  sourceTopics: array(string(), { since: 1 }),
  sinkTopic: string({ since: 1, nullable: 1, default: null }),
  stores: array(string(), { since: 1 }),
  successors: array(string(), { since: 1 }),
});
/** For people to read, unlike the topology that the group works with. */
const topologyDescription = () => ({
  subtopologies: array(
    {
      subtopologyId: string({ since: 1 }),
      nodes: array(topologyNode(), { since: 1 }),
    },
    { since: 1 },
  ),
  globalStores: array(
    {
      source: struct(topologyNode(), { since: 1 }),
      processor: struct(topologyNode(), { since: 1 }),
    },
    { since: 1 },
  ),
});

/** Answer to StreamsGroupDescribe, v0–1. */
export const StreamsGroupDescribeResponse = response(89, { versions: [0, 1], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  groups: array({
    errorCode: int16(),
    errorMessage: string({ nullable: 0, default: null }),
    groupId: string(),
    groupState: string(),
    groupEpoch: int32(),
    assignmentEpoch: int32(),
    /** Null when the group has none yet. */
    topology: struct(topology(), { nullable: 0, default: null }),
    members: array(member()),
    /** A bit for each operation allowed; Integer.MIN_VALUE when it was not asked for. */
    authorizedOperations: int32({ default: -2147483648 }),
    topologyDescription: struct(topologyDescription(), { since: 1, nullable: 1, default: null }),
    topologyDescriptionStatus: int8({ since: 1, default: 0 }),
    assignorName: string({ since: 1, nullable: 1, default: null }),
  }),
}));
export interface StreamsGroupDescribeResponse extends Infer<typeof StreamsGroupDescribeResponse> {}

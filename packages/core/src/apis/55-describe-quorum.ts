import { DescribeQuorumRequest, DescribeQuorumResponse, ErrorCode, type InferInput, ZERO_UUID } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import { CLUSTER_NAME, type RequestContext } from '../context.ts';
import { directoryIdOf } from '../metadata/log-dir.ts';
import { CLUSTER_METADATA_TOPIC } from '../metadata/topic-names.ts';

type Response = InferInput<typeof DescribeQuorumResponse>;
type PartitionResponse = Response['topics'][number]['partitions'][number];
type ReplicaState = PartitionResponse['currentVoters'][number];

const CONTROLLER_LISTENER = 'CONTROLLER';
/** There has been one election: that at the start. */
const LEADER_EPOCH = 1;

export const describeQuorum: Api = defineApi(
  'DescribeQuorum',
  DescribeQuorumRequest,
  DescribeQuorumResponse,
  handleDescribeQuorum,
);

/** DescribeQuorum, v0–2. Who keeps the metadata log, and how far (KIP-595, KIP-836): every broker, and all of it. */
function handleDescribeQuorum(context: RequestContext, request: DescribeQuorumRequest): Response {
  if (!context.allowed('Describe', 'Cluster', CLUSTER_NAME)) {
    const errorMessage = 'Cluster authorization failed.';
    return { errorCode: ErrorCode.CLUSTER_AUTHORIZATION_FAILED, errorMessage, topics: [], nodes: [] };
  }
  const isOfMetadata = asksForMetadataLog(request);
  const topics = request.topics.map(({ topicName, partitions }) => ({
    topicName,
    partitions: partitions.map(({ partitionIndex }) => (isOfMetadata ? describe(context) : notHosted(partitionIndex))),
  }));
  return { errorCode: ErrorCode.NONE, errorMessage: '', topics, nodes: isOfMetadata ? nodesOf(context) : [] };
}

/** Kafka answers for its one partition only when nothing else is asked with it. */
function asksForMetadataLog({ topics }: DescribeQuorumRequest): boolean {
  const [topic, ...otherTopics] = topics;
  if (topic === undefined || otherTopics.length > 0 || topic.topicName !== CLUSTER_METADATA_TOPIC) return false;
  return topic.partitions.length === 1 && topic.partitions[0]?.partitionIndex === 0;
}

function describe({ services, now }: RequestContext): PartitionResponse {
  const { metadata, features } = services;
  // Voters that stand in the config have no directory.
  const hasDirectories = features.level('kraft.version') > 0;
  return {
    partitionIndex: 0,
    errorCode: ErrorCode.NONE,
    errorMessage: '',
    leaderId: metadata.activeController,
    leaderEpoch: LEADER_EPOCH,
    highWatermark: metadata.recordCount,
    currentVoters: metadata.nodes().map(({ id: replicaId }): ReplicaState => {
      return {
        replicaId,
        replicaDirectoryId: hasDirectories ? directoryIdOf(services, replicaId) : ZERO_UUID,
        logEndOffset: metadata.recordCount,
        lastFetchTimestamp: now,
        lastCaughtUpTimestamp: now,
      };
    }),
    observers: [],
  };
}

/** Differs: controllers have no listener; where they would have one stands the broker's. */
function nodesOf({ services: { metadata } }: RequestContext): Response['nodes'] {
  return metadata.nodes().map(({ id, host, port }) => ({
    nodeId: id,
    listeners: [{ name: CONTROLLER_LISTENER, host, port: Math.max(port, 0) }],
  }));
}

function notHosted(partitionIndex: number): PartitionResponse {
  return {
    partitionIndex,
    errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    errorMessage: 'This server does not host this topic-partition.',
    leaderId: 0,
    leaderEpoch: 0,
    highWatermark: 0,
    currentVoters: [],
    observers: [],
  };
}

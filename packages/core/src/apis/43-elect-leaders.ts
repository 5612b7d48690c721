import { ElectLeadersRequest, ElectLeadersResponse, ErrorCode, type InferInput } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import { CLUSTER_NAME, type RequestContext } from '../context.ts';
import { changeRecords } from '../metadata/elections.ts';
import { NO_LEADER } from '../metadata/partition-change.ts';
import type { MetadataRecord } from '../metadata/records.ts';
import type { Partition } from '../partition/partition.ts';

type Response = InferInput<typeof ElectLeadersResponse>;
type PartitionResult = Response['replicaElectionResults'][number]['partitionResult'][number];

/** What may be asked for, by number; v0 knows the first only. */
const ELECTIONS: ReadonlyMap<number, 'preferred' | 'unclean'> = new Map([
  [0, 'preferred'],
  [1, 'unclean'],
]);

const MESSAGES: ReadonlyMap<ErrorCode, string> = new Map([
  [ErrorCode.ELECTION_NOT_NEEDED, 'Leader election not needed for topic partition.'],
  [ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE, 'The preferred leader was not available.'],
  [ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE, 'Eligible topic partition leaders are not available.'],
  [ErrorCode.INVALID_REQUEST, 'Unknown election type.'],
  [ErrorCode.CLUSTER_AUTHORIZATION_FAILED, 'Cluster authorization failed.'],
]);

export const electLeaders: Api = defineApi(
  'ElectLeaders',
  ElectLeadersRequest,
  ElectLeadersResponse,
  handleElectLeaders,
);

/** ElectLeaders, v0–2. Lets the preferred replicas lead, or any that live where nobody does (KIP-183, KIP-460). */
function handleElectLeaders(context: RequestContext, request: ElectLeadersRequest): Response {
  const { topicPartitions } = request;
  if (!context.allowed('Alter', 'Cluster', CLUSTER_NAME))
    return refused(request, ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
  if (topicPartitions?.length === 0) return { errorCode: ErrorCode.NONE, replicaElectionResults: [] };
  if (request.timeoutMs <= 0) return refused(request, ErrorCode.REQUEST_TIMED_OUT);
  const election = ELECTIONS.get(request.electionType);
  if (election === undefined) return refused(request, ErrorCode.INVALID_REQUEST);
  const records: MetadataRecord[] = [];
  const elect = (topic: string, partitionId: number): PartitionResult => {
    const partition = context.services.metadata.partition(topic, partitionId);
    if (partition === undefined) return unknown(context, topic, partitionId);
    return result(partitionId, electIn(context, partition, election, records));
  };
  const replicaElectionResults =
    topicPartitions?.map(({ topic, partitions }) => ({
      topic,
      partitionResult: partitions.map((partitionId) => elect(topic, partitionId)),
    })) ?? electEverywhere(context, elect);
  context.services.metadata.write(records, context.now);
  return { errorCode: ErrorCode.NONE, replicaElectionResults };
}

/** Partitions that need none are not named, their topics are. */
function electEverywhere(
  { services: { metadata } }: RequestContext,
  elect: (topic: string, partitionId: number) => PartitionResult,
): Response['replicaElectionResults'] {
  return [...metadata.topics].map(({ name, partitions }) => ({
    topic: name,
    partitionResult: partitions
      .map(({ partitionIndex }) => elect(name, partitionIndex))
      .filter(({ errorCode }) => errorCode !== ErrorCode.ELECTION_NOT_NEEDED),
  }));
}

/** @param records gets what the election changes */
function electIn(
  { services: { metadata } }: RequestContext,
  partition: Partition,
  election: 'preferred' | 'unclean',
  records: MetadataRecord[],
): ErrorCode {
  const { leader, replicas } = partition;
  const isSettled = election === 'preferred' ? leader === replicas[0] : leader !== NO_LEADER;
  if (isSettled) return ErrorCode.ELECTION_NOT_NEEDED;
  const changes = changeRecords({ metadata }, partition, { election });
  records.push(...changes);
  if (changes.length > 0) return ErrorCode.NONE;
  return election === 'preferred' ? ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE : ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE;
}

/** The whole request is refused, and each of its partitions with it. */
function refused({ topicPartitions }: ElectLeadersRequest, errorCode: ErrorCode): Response {
  const replicaElectionResults = (topicPartitions ?? []).map(({ topic, partitions }) => ({
    topic,
    partitionResult: partitions.map((partitionId) => result(partitionId, errorCode)),
  }));
  return { errorCode, replicaElectionResults };
}

function unknown({ services }: RequestContext, topic: string, partitionId: number): PartitionResult {
  const isThere = services.metadata.topic(topic) !== undefined;
  const errorMessage = isThere ? `No such partition as ${topic}-${partitionId}` : `No such topic as ${topic}`;
  return { partitionId, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, errorMessage };
}

function result(partitionId: number, errorCode: ErrorCode): PartitionResult {
  return { partitionId, errorCode, errorMessage: MESSAGES.get(errorCode) ?? null };
}

import {
  AlterPartitionReassignmentsRequest,
  AlterPartitionReassignmentsResponse,
  ErrorCode,
  type InferInput,
} from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import { CLUSTER_NAME, type RequestContext } from '../context.ts';
import { cancelReassignment, reassign } from '../metadata/reassignment.ts';
import type { MetadataRecord } from '../metadata/records.ts';
import type { CreationError } from '../metadata/topic-creation.ts';

type Response = InferInput<typeof AlterPartitionReassignmentsResponse>;
type PartitionRequest = AlterPartitionReassignmentsRequest['topics'][number]['partitions'][number];

export const alterPartitionReassignments: Api = defineApi(
  'AlterPartitionReassignments',
  AlterPartitionReassignmentsRequest,
  AlterPartitionReassignmentsResponse,
  handleAlterPartitionReassignments,
);

/** AlterPartitionReassignments, v0–1. Moves partitions to other replicas, or stops moving them (KIP-455). */
function handleAlterPartitionReassignments(
  context: RequestContext,
  request: AlterPartitionReassignmentsRequest,
): Response {
  const { allowReplicationFactorChange, topics } = request;
  if (!context.allowed('Alter', 'Cluster', CLUSTER_NAME)) {
    return refused({
      errorCode: ErrorCode.CLUSTER_AUTHORIZATION_FAILED,
      errorMessage: 'Cluster authorization failed.',
    });
  }
  // Kafka has a message, though an empty one, only where there was nothing to do, and repeats nothing of the request.
  if (topics.length === 0) return refused({ errorCode: ErrorCode.NONE, errorMessage: '' });
  if (request.timeoutMs <= 0) return timedOut(request);
  const records: MetadataRecord[] = [];
  const responses = topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((wanted) => {
      const result = alter(context, name, wanted, allowReplicationFactorChange);
      const { partitionIndex } = wanted;
      if ('errorCode' in result) return { partitionIndex, ...result };
      records.push(...result);
      return { partitionIndex, errorCode: ErrorCode.NONE, errorMessage: null };
    }),
  }));
  context.services.metadata.write(records, context.now);
  return { allowReplicationFactorChange, errorCode: ErrorCode.NONE, errorMessage: null, responses };
}

/** Every partition has the error, whether or not there is such a partition; otherwise nothing of the request is repeated. */
function timedOut({ topics }: AlterPartitionReassignmentsRequest): Response {
  const error = { errorCode: ErrorCode.REQUEST_TIMED_OUT, errorMessage: null };
  const responses = topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, ...error })),
  }));
  return { ...error, responses };
}

function alter(
  { services: { metadata } }: RequestContext,
  topicName: string,
  { partitionIndex, replicas }: PartitionRequest,
  mayChangeFactor: boolean,
): readonly MetadataRecord[] | CreationError {
  const partition = metadata.partition(topicName, partitionIndex);
  if (partition === undefined) {
    const errorMessage = `There is no partition ${topicName}-${partitionIndex}.`;
    return { errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, errorMessage };
  }
  if (replicas === null) return cancelReassignment(metadata, partition);
  return reassign(metadata, partition, replicas, mayChangeFactor);
}

function refused({ errorCode, errorMessage }: CreationError): Response {
  return { errorCode, errorMessage, responses: [] };
}

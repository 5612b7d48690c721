import {
  ErrorCode,
  type InferInput,
  ListPartitionReassignmentsRequest,
  ListPartitionReassignmentsResponse,
} from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import { CLUSTER_NAME, type RequestContext } from '../context.ts';
import { isReassigning } from '../metadata/reassignment.ts';
import type { Partition } from '../partition/partition.ts';

type Response = InferInput<typeof ListPartitionReassignmentsResponse>;

export const listPartitionReassignments: Api = defineApi(
  'ListPartitionReassignments',
  ListPartitionReassignmentsRequest,
  ListPartitionReassignmentsResponse,
  handleListPartitionReassignments,
);

/** ListPartitionReassignments, v0. Partitions that are being moved; what is not there is not moved (KIP-455). */
function handleListPartitionReassignments(
  context: RequestContext,
  request: ListPartitionReassignmentsRequest,
): Response {
  const { metadata } = context.services;
  if (!context.allowed('Describe', 'Cluster', CLUSTER_NAME)) {
    const errorCode = ErrorCode.CLUSTER_AUTHORIZATION_FAILED;
    return { errorCode, errorMessage: 'Cluster authorization failed.', topics: [] };
  }
  const asked = request.topics?.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.flatMap((index) => metadata.partition(name, index) ?? []),
  })) ?? [...metadata.topics];
  const topics = asked
    .map(({ name, partitions }) => ({ name, partitions: partitions.filter(isReassigning).map(describe) }))
    .filter(({ partitions }) => partitions.length > 0);
  return { errorCode: ErrorCode.NONE, errorMessage: null, topics };
}

function describe({ partitionIndex, replicas, addingReplicas, removingReplicas }: Partition) {
  return { partitionIndex, replicas, addingReplicas, removingReplicas };
}

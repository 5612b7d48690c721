import { DescribeClusterRequest, DescribeClusterResponse, ErrorCode, type InferInput } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import { CLUSTER_NAME, type RequestContext } from '../context.ts';
import { CLUSTER_OPERATIONS, NOT_ASKED } from './authorized-operations.ts';

type Response = InferInput<typeof DescribeClusterResponse>;

/** EndpointType: whom the client believes that it asks (KIP-919). */
const BROKERS = 1;
const CONTROLLERS = 2;

export const describeCluster: Api = defineApi(
  'DescribeCluster',
  DescribeClusterRequest,
  DescribeClusterResponse,
  handleDescribeCluster,
);

/** DescribeCluster, v0–2. Brokers and cluster id (KIP-700); v2 also shows brokers that are registered without serving. */
function handleDescribeCluster(context: RequestContext, request: DescribeClusterRequest): Response {
  const { metadata } = context.services;
  const mismatch = endpointMismatch(request.endpointType);
  if (mismatch !== undefined) return { ...mismatch, clusterId: '', brokers: [] };
  const brokers = [...metadata.brokers.values()]
    .filter(({ state }) => state === 'running' || request.includeFencedBrokers)
    .map(({ id, host, port, rack, state }) => ({ brokerId: id, host, port, rack, isFenced: state !== 'running' }));
  return {
    errorCode: ErrorCode.NONE,
    clusterId: metadata.clusterId,
    controllerId: metadata.controllerId,
    brokers,
    clusterAuthorizedOperations: request.includeClusterAuthorizedOperations ? operationsOf(context) : NOT_ASKED,
  };
}

function endpointMismatch(endpointType: number): { errorCode: ErrorCode; errorMessage: string } | undefined {
  if (endpointType === BROKERS) return undefined;
  if (endpointType === CONTROLLERS) {
    const errorMessage =
      'The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER';
    return { errorCode: ErrorCode.MISMATCHED_ENDPOINT_TYPE, errorMessage };
  }
  return { errorCode: ErrorCode.UNSUPPORTED_ENDPOINT_TYPE, errorMessage: `Unsupported endpoint type ${endpointType}` };
}

function operationsOf(context: RequestContext): number {
  return context.allowed('Describe', 'Cluster', CLUSTER_NAME) ? CLUSTER_OPERATIONS : 0;
}

import { array, bool, int16, int32, int8, request, response, string, type Infer } from '../schema.ts';

/** DescribeCluster, v0–2. Brokers, controller and cluster id (KIP-700, KIP-919, KIP-1073). */
export const DescribeClusterRequest = request(60, { versions: [0, 2], flexible: 0 }, () => ({
  includeClusterAuthorizedOperations: bool(),
  endpointType: int8({ since: 1, default: 1 }),
  includeFencedBrokers: bool({ since: 2 }),
}));
export interface DescribeClusterRequest extends Infer<typeof DescribeClusterRequest> {}

/** Answer to DescribeCluster, v0–2. */
export const DescribeClusterResponse = response(60, { versions: [0, 2], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullable: 0, default: null }),
  endpointType: int8({ since: 1, default: 1 }),
  clusterId: string(),
  controllerId: int32({ default: -1 }),
  brokers: array({
    brokerId: int32(),
    host: string(),
    port: int32(),
    rack: string({ nullable: 0, default: null }),
    isFenced: bool({ since: 2 }),
  }),
  clusterAuthorizedOperations: int32({ default: -2147483648 }),
}));
export interface DescribeClusterResponse extends Infer<typeof DescribeClusterResponse> {}

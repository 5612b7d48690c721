import { array, bool, int16, int32, request, response, string, uuid, type Infer } from '../schema.ts';

/** Metadata, v0–13. Brokers, the controller and the topics with their partitions (KIP-4, KIP-516 (topic ids)). */
export const MetadataRequest = request(3, { versions: [0, 13], flexible: 9 }, () => ({
  topics: array(
    {
      topicId: uuid({ since: 10 }),
      name: string({ nullable: 10 }),
    },
    { nullable: 1 },
  ),
  allowAutoTopicCreation: bool({ since: 4, default: true }),
  includeClusterAuthorizedOperations: bool({ since: 8, until: 10 }),
  includeTopicAuthorizedOperations: bool({ since: 8 }),
}));
export interface MetadataRequest extends Infer<typeof MetadataRequest> {}

/** Answer to Metadata, v0–13. */
export const MetadataResponse = response(3, { versions: [0, 13], flexible: 9 }, () => ({
  throttleTimeMs: int32({ since: 3, default: 0 }),
  brokers: array({
    nodeId: int32(),
    host: string(),
    port: int32(),
    rack: string({ since: 1, nullable: 1, default: null }),
  }),
  clusterId: string({ since: 2, nullable: 2, default: null }),
  controllerId: int32({ since: 1, default: -1 }),
  topics: array({
    errorCode: int16(),
    name: string({ nullable: 12 }),
    topicId: uuid({ since: 10 }),
    isInternal: bool({ since: 1, default: false }),
    partitions: array({
      errorCode: int16(),
      partitionIndex: int32(),
      leaderId: int32(),
      leaderEpoch: int32({ since: 7, default: -1 }),
      replicaNodes: array(int32()),
      isrNodes: array(int32()),
      offlineReplicas: array(int32(), { since: 5 }),
    }),
    topicAuthorizedOperations: int32({ since: 8, default: -2147483648 }),
  }),
  clusterAuthorizedOperations: int32({ since: 8, until: 10, default: -2147483648 }),
  errorCode: int16({ since: 13 }),
}));
export interface MetadataResponse extends Infer<typeof MetadataResponse> {}

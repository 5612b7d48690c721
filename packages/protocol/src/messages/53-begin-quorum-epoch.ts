import { array, int16, int32, request, response, string, uint16, uuid, type Infer } from '../schema.ts';

/** BeginQuorumEpoch, v0–1. The elected controller tells the voters (KIP-595, KIP-853 (directories, endpoints)). */
export const BeginQuorumEpochRequest = request(53, { versions: [0, 1], flexible: 1 }, () => ({
  clusterId: string({ nullable: 0, default: null }),
  voterId: int32({ since: 1, default: -1 }),
  topics: array({
    topicName: string(),
    partitions: array({
      partitionIndex: int32(),
      voterDirectoryId: uuid({ since: 1 }),
      leaderId: int32(),
      leaderEpoch: int32(),
    }),
  }),
  leaderEndpoints: array(
    {
      name: string({ since: 1 }),
      host: string({ since: 1 }),
      port: uint16({ since: 1 }),
    },
    { since: 1 },
  ),
}));
export interface BeginQuorumEpochRequest extends Infer<typeof BeginQuorumEpochRequest> {}

/** Answer to BeginQuorumEpoch, v0–1. */
export const BeginQuorumEpochResponse = response(53, { versions: [0, 1], flexible: 1 }, () => ({
  errorCode: int16(),
  topics: array({
    topicName: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      leaderId: int32(),
      leaderEpoch: int32(),
    }),
  }),
  nodeEndpoints: array(
    {
      nodeId: int32({ since: 1 }),
      host: string({ since: 1 }),
      port: uint16({ since: 1 }),
    },
    { since: 1, tag: 0, default: [] },
  ),
}));
export interface BeginQuorumEpochResponse extends Infer<typeof BeginQuorumEpochResponse> {}

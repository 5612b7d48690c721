import { array, int16, int32, request, response, string, uint16, uuid, type Infer } from '../schema.ts';

/** EndQuorumEpoch, v0–1. A controller that resigns tells the voters (KIP-595, KIP-853 (directories, endpoints)). */
export const EndQuorumEpochRequest = request(54, { versions: [0, 1], flexible: 1 }, () => ({
  clusterId: string({ nullable: 0, default: null }),
  topics: array({
    topicName: string(),
    partitions: array({
      partitionIndex: int32(),
      leaderId: int32(),
      leaderEpoch: int32(),
      /** Voters, those that are furthest first. */
      preferredSuccessors: array(int32(), { until: 0 }),
      /** Voters, those that are furthest first. */
      preferredCandidates: array(
        {
          candidateId: int32({ since: 1 }),
          candidateDirectoryId: uuid({ since: 1 }),
        },
        { since: 1 },
      ),
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
export interface EndQuorumEpochRequest extends Infer<typeof EndQuorumEpochRequest> {}

/** Answer to EndQuorumEpoch, v0–1. */
export const EndQuorumEpochResponse = response(54, { versions: [0, 1], flexible: 1 }, () => ({
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
export interface EndQuorumEpochResponse extends Infer<typeof EndQuorumEpochResponse> {}

import { array, bool, int16, int32, int64, request, response, string, uint16, uuid, type Infer } from '../schema.ts';

/** Vote, v0–2. A controller asks others for their vote (KIP-595, KIP-853 (directories), KIP-996 (pre-vote)). */
export const VoteRequest = request(52, { versions: [0, 2], flexible: 0 }, () => ({
  clusterId: string({ nullable: 0, default: null }),
  voterId: int32({ since: 1, default: -1 }),
  topics: array({
    topicName: string(),
    partitions: array({
      partitionIndex: int32(),
      replicaEpoch: int32(),
      replicaId: int32(),
      replicaDirectoryId: uuid({ since: 1 }),
      voterDirectoryId: uuid({ since: 1 }),
      lastOffsetEpoch: int32(),
      lastOffset: int64(),
      /** Whether it only asks if they would. */
      preVote: bool({ since: 2 }),
    }),
  }),
}));
export interface VoteRequest extends Infer<typeof VoteRequest> {}

/** Answer to Vote, v0–2. */
export const VoteResponse = response(52, { versions: [0, 2], flexible: 0 }, () => ({
  errorCode: int16(),
  topics: array({
    topicName: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      leaderId: int32(),
      leaderEpoch: int32(),
      voteGranted: bool(),
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
export interface VoteResponse extends Infer<typeof VoteResponse> {}

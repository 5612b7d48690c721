import { array, int16, int32, int64, request, response, string, uint16, uuid, type Infer } from '../schema.ts';

/** DescribeQuorum, v0–2. Leader, voters and observers of the metadata log (KIP-595, KIP-836, KIP-853). */
export const DescribeQuorumRequest = request(55, { versions: [0, 2], flexible: 0 }, () => ({
  topics: array({
    topicName: string(),
    partitions: array({ partitionIndex: int32() }),
  }),
}));
export interface DescribeQuorumRequest extends Infer<typeof DescribeQuorumRequest> {}

/** Answer to DescribeQuorum, v0–2. */
export const DescribeQuorumResponse = response(55, { versions: [0, 2], flexible: 0 }, () => {
  const replicaState = {
    replicaId: int32(),
    replicaDirectoryId: uuid({ since: 2 }),
    logEndOffset: int64(),
    lastFetchTimestamp: int64({ since: 1, default: -1 }),
    lastCaughtUpTimestamp: int64({ since: 1, default: -1 }),
  };
  return {
    errorCode: int16(),
    errorMessage: string({ since: 2, nullable: 2 }),
    topics: array({
      topicName: string(),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
        errorMessage: string({ since: 2, nullable: 2 }),
        leaderId: int32(),
        leaderEpoch: int32(),
        highWatermark: int64(),
        currentVoters: array(replicaState),
        observers: array(replicaState),
      }),
    }),
    nodes: array(
      {
        nodeId: int32(),
        listeners: array({ name: string(), host: string(), port: uint16() }),
      },
      { since: 2 },
    ),
  };
});
export interface DescribeQuorumResponse extends Infer<typeof DescribeQuorumResponse> {}

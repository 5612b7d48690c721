import { array, bool, int16, int32, int64, request, response, string, type Infer } from '../schema.ts';

/** StopReplica, v0–4. The controller tells a broker to stop replicating partitions, or to delete them. Until 3.9, with ZooKeeper (KIP-380 (broker epoch), KIP-570 (leader epoch)). */
export const StopReplicaRequest = request(5, { versions: [0, 4], flexible: 2 }, () => ({
  controllerId: int32(),
  isKRaftController: bool({ since: 4, default: false }),
  controllerEpoch: int32(),
  brokerEpoch: int64({ since: 1, default: -1 }),
  deletePartitions: bool({ until: 2 }),
  ungroupedPartitions: array(
    {
      topicName: string({ until: 0 }),
      partitionIndex: int32({ until: 0 }),
    },
    { until: 0 },
  ),
  topics: array(
    {
      name: string({ since: 1, until: 2 }),
      partitionIndexes: array(int32(), { since: 1, until: 2 }),
    },
    { since: 1, until: 2 },
  ),
  topicStates: array(
    {
      topicName: string({ since: 3 }),
      partitionStates: array(
        {
          partitionIndex: int32({ since: 3 }),
          leaderEpoch: int32({ since: 3, default: -1 }),
          deletePartition: bool({ since: 3 }),
        },
        { since: 3 },
      ),
    },
    { since: 3 },
  ),
}));
export interface StopReplicaRequest extends Infer<typeof StopReplicaRequest> {}

/** Answer to StopReplica, v0–4. */
export const StopReplicaResponse = response(5, { versions: [0, 4], flexible: 2 }, () => ({
  errorCode: int16(),
  partitionErrors: array({
    topicName: string(),
    partitionIndex: int32(),
    errorCode: int16(),
  }),
}));
export interface StopReplicaResponse extends Infer<typeof StopReplicaResponse> {}

import { array, bool, int16, int32, int64, int8, request, response, string, uuid, type Infer } from '../schema.ts';

/** LeaderAndIsr, v0–7. The controller tells a broker which partitions it leads or follows. Until 3.9, with ZooKeeper; KRaft needs none of it (KIP-112, KIP-380 (broker epoch), KIP-516 (topic ids), KIP-704 (recovery)). */
export const LeaderAndIsrRequest = request(4, { versions: [0, 7], flexible: 4 }, () => {
  const leaderAndIsrPartitionState = {
    topicName: string({ until: 1 }),
    partitionIndex: int32(),
    controllerEpoch: int32(),
    leader: int32(),
    leaderEpoch: int32(),
    isr: array(int32()),
    partitionEpoch: int32(),
    replicas: array(int32()),
    addingReplicas: array(int32(), { since: 3 }),
    removingReplicas: array(int32(), { since: 3 }),
    isNew: bool({ since: 1, default: false }),
    leaderRecoveryState: int8({ since: 6, default: 0 }),
  };
  return {
    controllerId: int32(),
    isKRaftController: bool({ since: 7, default: false }),
    controllerEpoch: int32(),
    brokerEpoch: int64({ since: 2, default: -1 }),
    /** 0 not said, 1 a change, 2 all partitions of the broker. */
    type: int8({ since: 5 }),
    /** Before v2 the topic stands in each partition. */
    ungroupedPartitionStates: array(leaderAndIsrPartitionState, { until: 1 }),
    topicStates: array(
      {
        topicName: string({ since: 2 }),
        topicId: uuid({ since: 5 }),
        partitionStates: array(leaderAndIsrPartitionState, { since: 2 }),
      },
      { since: 2 },
    ),
    liveLeaders: array({
      brokerId: int32(),
      hostName: string(),
      port: int32(),
    }),
  };
});
export interface LeaderAndIsrRequest extends Infer<typeof LeaderAndIsrRequest> {}

/** Answer to LeaderAndIsr, v0–7. */
export const LeaderAndIsrResponse = response(4, { versions: [0, 7], flexible: 4 }, () => {
  const leaderAndIsrPartitionError = {
    topicName: string({ until: 4 }),
    partitionIndex: int32(),
    errorCode: int16(),
  };
  return {
    errorCode: int16(),
    partitionErrors: array(leaderAndIsrPartitionError, { until: 4 }),
    topics: array(
      {
        topicId: uuid({ since: 5 }),
        partitionErrors: array(leaderAndIsrPartitionError, { since: 5 }),
      },
      { since: 5 },
    ),
  };
});
export interface LeaderAndIsrResponse extends Infer<typeof LeaderAndIsrResponse> {}

import { array, bool, int16, int32, int64, int8, request, response, string, uuid, type Infer } from '../schema.ts';

/** UpdateMetadata, v0–8. The controller tells brokers what Metadata is to answer. Until 3.9, with ZooKeeper (KIP-380 (broker epoch), KIP-516 (topic ids)). */
export const UpdateMetadataRequest = request(6, { versions: [0, 8], flexible: 6 }, () => {
  const updateMetadataPartitionState = {
    topicName: string({ until: 4 }),
    partitionIndex: int32(),
    controllerEpoch: int32(),
    leader: int32(),
    leaderEpoch: int32(),
    isr: array(int32()),
    zkVersion: int32(),
    replicas: array(int32()),
    offlineReplicas: array(int32(), { since: 4 }),
  };
  return {
    controllerId: int32(),
    isKRaftController: bool({ since: 8, default: false }),
    /** 0 not said, 1 a change, 2 the whole cluster. */
    type: int8({ since: 8, tag: 0, default: 0 }),
    controllerEpoch: int32(),
    brokerEpoch: int64({ since: 5, default: -1 }),
    ungroupedPartitionStates: array(updateMetadataPartitionState, { until: 4 }),
    topicStates: array(
      {
        topicName: string({ since: 5 }),
        topicId: uuid({ since: 7 }),
        partitionStates: array(updateMetadataPartitionState, { since: 5 }),
      },
      { since: 5 },
    ),
    liveBrokers: array({
      id: int32(),
      v0Host: string({ until: 0 }),
      v0Port: int32({ until: 0 }),
      endpoints: array(
        {
          port: int32({ since: 1 }),
          host: string({ since: 1 }),
          listener: string({ since: 3 }),
          securityProtocol: int16({ since: 1 }),
        },
        { since: 1 },
      ),
      rack: string({ since: 2, nullable: 0 }),
    }),
  };
});
export interface UpdateMetadataRequest extends Infer<typeof UpdateMetadataRequest> {}

/** Answer to UpdateMetadata, v0–8. */
export const UpdateMetadataResponse = response(6, { versions: [0, 8], flexible: 6 }, () => ({
  errorCode: int16(),
}));
export interface UpdateMetadataResponse extends Infer<typeof UpdateMetadataResponse> {}

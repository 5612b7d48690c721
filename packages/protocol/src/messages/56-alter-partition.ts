import { array, int16, int32, int64, int8, request, response, string, uuid, type Infer } from '../schema.ts';

/** AlterPartition, v0–3. A leader asks the controller for another ISR (KIP-497, KIP-704 (recovery), KIP-903 (broker epochs)). */
export const AlterPartitionRequest = request(56, { versions: [0, 3], flexible: 0 }, () => ({
  brokerId: int32(),
  brokerEpoch: int64({ default: -1 }),
  topics: array({
    topicName: string({ until: 1 }),
    topicId: uuid({ since: 2 }),
    partitions: array({
      partitionIndex: int32(),
      leaderEpoch: int32(),
      newIsr: array(int32(), { until: 2 }),
      newIsrWithEpochs: array(
        {
          brokerId: int32({ since: 3 }),
          brokerEpoch: int64({ since: 3, default: -1 }),
        },
        { since: 3 },
      ),
      /** 1 after an unclean election, until the leader has recovered. */
      leaderRecoveryState: int8({ since: 1, default: 0 }),
      partitionEpoch: int32(),
    }),
  }),
}));
export interface AlterPartitionRequest extends Infer<typeof AlterPartitionRequest> {}

/** Answer to AlterPartition, v0–3. */
export const AlterPartitionResponse = response(56, { versions: [0, 3], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  topics: array({
    topicName: string({ until: 1 }),
    topicId: uuid({ since: 2 }),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      leaderId: int32(),
      leaderEpoch: int32(),
      isr: array(int32()),
      leaderRecoveryState: int8({ since: 1, default: 0 }),
      partitionEpoch: int32(),
    }),
  }),
}));
export interface AlterPartitionResponse extends Infer<typeof AlterPartitionResponse> {}

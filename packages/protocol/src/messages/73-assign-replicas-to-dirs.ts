import { array, int16, int32, int64, request, response, uuid, type Infer } from '../schema.ts';

/** AssignReplicasToDirs, v0. A broker tells the controller in which log directories its replicas lie (KIP-858). */
export const AssignReplicasToDirsRequest = request(73, { versions: [0, 0], flexible: 0 }, () => ({
  brokerId: int32(),
  brokerEpoch: int64({ default: -1 }),
  directories: array({
    id: uuid(),
    topics: array({
      topicId: uuid(),
      partitions: array({
        partitionIndex: int32(),
      }),
    }),
  }),
}));
export interface AssignReplicasToDirsRequest extends Infer<typeof AssignReplicasToDirsRequest> {}

/** Answer to AssignReplicasToDirs, v0. */
export const AssignReplicasToDirsResponse = response(73, { versions: [0, 0], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  directories: array({
    id: uuid(),
    topics: array({
      topicId: uuid(),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
      }),
    }),
  }),
}));
export interface AssignReplicasToDirsResponse extends Infer<typeof AssignReplicasToDirsResponse> {}

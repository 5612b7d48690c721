import { array, int16, int32, request, response, string, type Infer } from '../schema.ts';

/** AlterReplicaLogDirs, v0–2. Moves replicas to another log directory of the broker that is asked (KIP-113). */
export const AlterReplicaLogDirsRequest = request(34, { versions: [0, 2], flexible: 2 }, () => ({
  dirs: array({
    path: string(),
    topics: array({ name: string(), partitions: array(int32()) }),
  }),
}));
export interface AlterReplicaLogDirsRequest extends Infer<typeof AlterReplicaLogDirsRequest> {}

/** Answer to AlterReplicaLogDirs, v0–2. */
export const AlterReplicaLogDirsResponse = response(34, { versions: [0, 2], flexible: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  results: array({
    topicName: string(),
    partitions: array({ partitionIndex: int32(), errorCode: int16() }),
  }),
}));
export interface AlterReplicaLogDirsResponse extends Infer<typeof AlterReplicaLogDirsResponse> {}

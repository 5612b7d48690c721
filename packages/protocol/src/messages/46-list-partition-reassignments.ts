import { array, int16, int32, request, response, string, type Infer } from '../schema.ts';

/** ListPartitionReassignments, v0. Reassignments under way (KIP-455). */
export const ListPartitionReassignmentsRequest = request(46, { versions: [0, 0], flexible: 0 }, () => ({
  timeoutMs: int32({ default: 60000 }),
  /** Null for all. */
  topics: array(
    {
      name: string(),
      partitionIndexes: array(int32()),
    },
    { nullable: 0, default: null },
  ),
}));
export interface ListPartitionReassignmentsRequest extends Infer<typeof ListPartitionReassignmentsRequest> {}

/** Answer to ListPartitionReassignments, v0. */
export const ListPartitionReassignmentsResponse = response(46, { versions: [0, 0], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullable: 0 }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      replicas: array(int32()),
      addingReplicas: array(int32()),
      removingReplicas: array(int32()),
    }),
  }),
}));
export interface ListPartitionReassignmentsResponse extends Infer<typeof ListPartitionReassignmentsResponse> {}

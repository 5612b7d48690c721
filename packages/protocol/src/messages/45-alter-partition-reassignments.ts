import { array, bool, int16, int32, request, response, string, type Infer } from '../schema.ts';

/** AlterPartitionReassignments, v0–1. Gives partitions other replicas, or cancels that (KIP-455). */
export const AlterPartitionReassignmentsRequest = request(45, { versions: [0, 1], flexible: 0 }, () => ({
  timeoutMs: int32({ default: 60000 }),
  /** Whether there may be more or fewer replicas than before (KIP-860). */
  allowReplicationFactorChange: bool({ since: 1, default: true }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      /** Null cancels the reassignment under way. */
      replicas: array(int32(), { nullable: 0, default: null }),
    }),
  }),
}));
export interface AlterPartitionReassignmentsRequest extends Infer<typeof AlterPartitionReassignmentsRequest> {}

/** Answer to AlterPartitionReassignments, v0–1. */
export const AlterPartitionReassignmentsResponse = response(45, { versions: [0, 1], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  allowReplicationFactorChange: bool({ since: 1, default: true }),
  errorCode: int16(),
  errorMessage: string({ nullable: 0 }),
  responses: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      errorMessage: string({ nullable: 0 }),
    }),
  }),
}));
export interface AlterPartitionReassignmentsResponse extends Infer<typeof AlterPartitionReassignmentsResponse> {}

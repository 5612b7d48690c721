import { array, int16, int32, int8, request, response, string, type Infer } from '../schema.ts';

/** ElectLeaders, v0–2. Elects preferred or unclean leaders (KIP-183, KIP-460 (unclean)). */
export const ElectLeadersRequest = request(43, { versions: [0, 2], flexible: 2 }, () => ({
  /** 0 preferred, 1 unclean. */
  electionType: int8({ since: 1 }),
  /** Null for all. */
  topicPartitions: array(
    {
      topic: string(),
      partitions: array(int32()),
    },
    { nullable: 0 },
  ),
  timeoutMs: int32({ default: 60000 }),
}));
export interface ElectLeadersRequest extends Infer<typeof ElectLeadersRequest> {}

/** Answer to ElectLeaders, v0–2. */
export const ElectLeadersResponse = response(43, { versions: [0, 2], flexible: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16({ since: 1 }),
  replicaElectionResults: array({
    topic: string(),
    partitionResult: array({
      partitionId: int32(),
      errorCode: int16(),
      errorMessage: string({ nullable: 0 }),
    }),
  }),
}));
export interface ElectLeadersResponse extends Infer<typeof ElectLeadersResponse> {}

import { array, int16, int32, request, response, string, struct, uint16, uuid, type Infer } from '../schema.ts';

/** UpdateRaftVoter, v0. A voter tells the leader its listeners and the kraft.version it supports (KIP-853). */
export const UpdateRaftVoterRequest = request(82, { versions: [0, 0], flexible: 0 }, () => ({
  /** Null to skip the check. */
  clusterId: string({ nullable: 0 }),
  currentLeaderEpoch: int32(),
  voterId: int32(),
  voterDirectoryId: uuid(),
  listeners: array({
    name: string(),
    host: string(),
    port: uint16(),
  }),
  kRaftVersionFeature: struct({
    minSupportedVersion: int16(),
    maxSupportedVersion: int16(),
  }),
}));
export interface UpdateRaftVoterRequest extends Infer<typeof UpdateRaftVoterRequest> {}

/** Answer to UpdateRaftVoter, v0. */
export const UpdateRaftVoterResponse = response(82, { versions: [0, 0], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  currentLeader: struct(
    {
      leaderId: int32({ default: -1 }),
      leaderEpoch: int32({ default: -1 }),
      host: string(),
      port: int32(),
    },
    { tag: 0, default: 'zero' },
  ),
}));
export interface UpdateRaftVoterResponse extends Infer<typeof UpdateRaftVoterResponse> {}

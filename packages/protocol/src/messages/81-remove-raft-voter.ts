import { int16, int32, request, response, string, uuid, type Infer } from '../schema.ts';

/** RemoveRaftVoter, v0. Takes a controller from the voters of a quorum that may change (KIP-853). */
export const RemoveRaftVoterRequest = request(81, { versions: [0, 0], flexible: 0 }, () => ({
  clusterId: string({ nullable: 0 }),
  voterId: int32(),
  voterDirectoryId: uuid(),
}));
export interface RemoveRaftVoterRequest extends Infer<typeof RemoveRaftVoterRequest> {}

/** Answer to RemoveRaftVoter, v0. */
export const RemoveRaftVoterResponse = response(81, { versions: [0, 0], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullable: 0 }),
}));
export interface RemoveRaftVoterResponse extends Infer<typeof RemoveRaftVoterResponse> {}

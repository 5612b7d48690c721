import { array, bool, int16, int32, request, response, string, uint16, uuid, type Infer } from '../schema.ts';

/** AddRaftVoter, v0–1. Adds a controller to the voters of a quorum that may change (KIP-853, KIP-1186). */
export const AddRaftVoterRequest = request(80, { versions: [0, 1], flexible: 0 }, () => ({
  clusterId: string({ nullable: 0 }),
  timeoutMs: int32(),
  voterId: int32(),
  voterDirectoryId: uuid(),
  listeners: array({ name: string(), host: string(), port: uint16() }),
  ackWhenCommitted: bool({ since: 1, default: true }),
}));
export interface AddRaftVoterRequest extends Infer<typeof AddRaftVoterRequest> {}

/** Answer to AddRaftVoter, v0–1. */
export const AddRaftVoterResponse = response(80, { versions: [0, 1], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullable: 0 }),
}));
export interface AddRaftVoterResponse extends Infer<typeof AddRaftVoterResponse> {}

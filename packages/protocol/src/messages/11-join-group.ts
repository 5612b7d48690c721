import { array, bool, bytes, int16, int32, request, response, string, type Infer } from '../schema.ts';

/** JoinGroup, v0–9. Enters a classic group; answered when the rebalance completes (KIP-345 (static members), KIP-394 (member id first), KIP-559, KIP-800, KIP-814). */
export const JoinGroupRequest = request(11, { versions: [0, 9], flexible: 6 }, () => ({
  groupId: string(),
  sessionTimeoutMs: int32(),
  rebalanceTimeoutMs: int32({ since: 1, default: -1 }),
  memberId: string(),
  groupInstanceId: string({ since: 5, nullable: 5, default: null }),
  protocolType: string(),
  protocols: array({
    name: string(),
    metadata: bytes(),
  }),
  reason: string({ since: 8, nullable: 8, default: null }),
}));
export interface JoinGroupRequest extends Infer<typeof JoinGroupRequest> {}

/** Answer to JoinGroup, v0–9. */
export const JoinGroupResponse = response(11, { versions: [0, 9], flexible: 6 }, () => ({
  throttleTimeMs: int32({ since: 2, default: 0 }),
  errorCode: int16(),
  generationId: int32({ default: -1 }),
  protocolType: string({ since: 7, nullable: 7, default: null }),
  protocolName: string({ nullable: 7 }),
  leader: string(),
  skipAssignment: bool({ since: 9, default: false }),
  memberId: string(),
  members: array({
    memberId: string(),
    groupInstanceId: string({ since: 5, nullable: 5, default: null }),
    metadata: bytes(),
  }),
}));
export interface JoinGroupResponse extends Infer<typeof JoinGroupResponse> {}

import { array, bytes, int16, int32, request, response, string, type Infer } from '../schema.ts';

/** SyncGroup, v0–5. Hands in the leader's assignment and waits for one's own (KIP-345, KIP-559). */
export const SyncGroupRequest = request(14, { versions: [0, 5], flexible: 4 }, () => ({
  groupId: string(),
  generationId: int32(),
  memberId: string(),
  groupInstanceId: string({ since: 3, nullable: 3, default: null }),
  protocolType: string({ since: 5, nullable: 5, default: null }),
  protocolName: string({ since: 5, nullable: 5, default: null }),
  assignments: array({
    memberId: string(),
    assignment: bytes(),
  }),
}));
export interface SyncGroupRequest extends Infer<typeof SyncGroupRequest> {}

/** Answer to SyncGroup, v0–5. */
export const SyncGroupResponse = response(14, { versions: [0, 5], flexible: 4 }, () => ({
  throttleTimeMs: int32({ since: 1, default: 0 }),
  errorCode: int16(),
  protocolType: string({ since: 5, nullable: 5, default: null }),
  protocolName: string({ since: 5, nullable: 5, default: null }),
  assignment: bytes(),
}));
export interface SyncGroupResponse extends Infer<typeof SyncGroupResponse> {}

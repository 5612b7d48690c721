import { array, int16, int32, request, response, string, type Infer } from '../schema.ts';

/** LeaveGroup, v0–5. Takes members out of a classic group (KIP-345 (many members), KIP-800 (reason)). */
export const LeaveGroupRequest = request(13, { versions: [0, 5], flexible: 4 }, () => ({
  groupId: string(),
  memberId: string({ until: 2 }),
  members: array(
    {
      memberId: string({ since: 3 }),
      groupInstanceId: string({ since: 3, nullable: 3, default: null }),
      reason: string({ since: 5, nullable: 5, default: null }),
    },
    { since: 3 },
  ),
}));
export interface LeaveGroupRequest extends Infer<typeof LeaveGroupRequest> {}

/** Answer to LeaveGroup, v0–5. */
export const LeaveGroupResponse = response(13, { versions: [0, 5], flexible: 4 }, () => ({
  throttleTimeMs: int32({ since: 1, default: 0 }),
  errorCode: int16(),
  members: array(
    {
      memberId: string({ since: 3 }),
      groupInstanceId: string({ since: 3, nullable: 3 }),
      errorCode: int16({ since: 3 }),
    },
    { since: 3 },
  ),
}));
export interface LeaveGroupResponse extends Infer<typeof LeaveGroupResponse> {}

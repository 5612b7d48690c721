import { array, bool, bytes, int16, int32, request, response, string, type Infer } from '../schema.ts';

/** DescribeGroups, v0–6. State, members and assignments of classic groups (KIP-345, KIP-430, KIP-1043). */
export const DescribeGroupsRequest = request(15, { versions: [0, 6], flexible: 5 }, () => ({
  groups: array(string()),
  includeAuthorizedOperations: bool({ since: 3 }),
}));
export interface DescribeGroupsRequest extends Infer<typeof DescribeGroupsRequest> {}

/** Answer to DescribeGroups, v0–6. */
export const DescribeGroupsResponse = response(15, { versions: [0, 6], flexible: 5 }, () => ({
  throttleTimeMs: int32({ since: 1, default: 0 }),
  groups: array({
    errorCode: int16(),
    errorMessage: string({ since: 6, nullable: 6, default: null }),
    groupId: string(),
    groupState: string(),
    protocolType: string(),
    protocolData: string(),
    members: array({
      memberId: string(),
      groupInstanceId: string({ since: 4, nullable: 4, default: null }),
      clientId: string(),
      clientHost: string(),
      memberMetadata: bytes(),
      memberAssignment: bytes(),
    }),
    authorizedOperations: int32({ since: 3, default: -2147483648 }),
  }),
}));
export interface DescribeGroupsResponse extends Infer<typeof DescribeGroupsResponse> {}

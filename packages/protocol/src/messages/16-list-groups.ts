import { array, int16, int32, request, response, string, type Infer } from '../schema.ts';

/** ListGroups, v0–5. The groups that a broker coordinates (KIP-518 (states), KIP-848 (types)). */
export const ListGroupsRequest = request(16, { versions: [0, 5], flexible: 3 }, () => ({
  statesFilter: array(string(), { since: 4 }),
  typesFilter: array(string(), { since: 5 }),
}));
export interface ListGroupsRequest extends Infer<typeof ListGroupsRequest> {}

/** Answer to ListGroups, v0–5. */
export const ListGroupsResponse = response(16, { versions: [0, 5], flexible: 3 }, () => ({
  throttleTimeMs: int32({ since: 1, default: 0 }),
  errorCode: int16(),
  groups: array({
    groupId: string(),
    protocolType: string(),
    groupState: string({ since: 4 }),
    groupType: string({ since: 5 }),
  }),
}));
export interface ListGroupsResponse extends Infer<typeof ListGroupsResponse> {}

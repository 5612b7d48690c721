import { array, int16, int32, request, response, string, type Infer } from '../schema.ts';

/** DeleteGroups, v0–3. Deletes empty groups (KIP-229). */
export const DeleteGroupsRequest = request(42, { versions: [0, 3], flexible: 2 }, () => ({
  groupsNames: array(string()),
}));
export interface DeleteGroupsRequest extends Infer<typeof DeleteGroupsRequest> {}

/** Answer to DeleteGroups, v0–3. */
export const DeleteGroupsResponse = response(42, { versions: [0, 3], flexible: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  results: array({
    groupId: string(),
    errorCode: int16(),
    errorMessage: string({ since: 3, nullable: 3, default: null }),
  }),
}));
export interface DeleteGroupsResponse extends Infer<typeof DeleteGroupsResponse> {}

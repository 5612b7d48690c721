import { array, int16, int32, int8, request, response, string, type Infer } from '../schema.ts';

/** DeleteAcls, v0–3. Deletes the ACLs that match filters (KIP-140, KIP-290 (pattern types), KIP-373 (users)). */
export const DeleteAclsRequest = request(31, { versions: [0, 3], flexible: 2 }, () => ({
  filters: array({
    resourceTypeFilter: int8(),
    resourceNameFilter: string({ nullable: 0 }),
    /** 1 any, 2 all that would apply, 3 literal, 4 prefixed. */
    patternTypeFilter: int8({ since: 1, default: 3 }),
    principalFilter: string({ nullable: 0 }),
    hostFilter: string({ nullable: 0 }),
    operation: int8(),
    permissionType: int8(),
  }),
}));
export interface DeleteAclsRequest extends Infer<typeof DeleteAclsRequest> {}

/** Answer to DeleteAcls, v0–3. */
export const DeleteAclsResponse = response(31, { versions: [0, 3], flexible: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  filterResults: array({
    errorCode: int16(),
    errorMessage: string({ nullable: 0 }),
    matchingAcls: array({
      errorCode: int16(),
      errorMessage: string({ nullable: 0 }),
      resourceType: int8(),
      resourceName: string(),
      patternType: int8({ since: 1, default: 3 }),
      principal: string(),
      host: string(),
      operation: int8(),
      permissionType: int8(),
    }),
  }),
}));
export interface DeleteAclsResponse extends Infer<typeof DeleteAclsResponse> {}

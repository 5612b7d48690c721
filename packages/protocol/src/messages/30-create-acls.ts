import { array, int16, int32, int8, request, response, string, type Infer } from '../schema.ts';

/** CreateAcls, v0–3. Makes ACLs (KIP-140, KIP-290 (pattern types), KIP-373 (users)). */
export const CreateAclsRequest = request(30, { versions: [0, 3], flexible: 2 }, () => ({
  creations: array({
    resourceType: int8(),
    resourceName: string(),
    /** 3 literal, 4 prefixed. */
    resourcePatternType: int8({ since: 1, default: 3 }),
    principal: string(),
    host: string(),
    operation: int8(),
    /** 2 deny, 3 allow. */
    permissionType: int8(),
  }),
}));
export interface CreateAclsRequest extends Infer<typeof CreateAclsRequest> {}

/** Answer to CreateAcls, v0–3. */
export const CreateAclsResponse = response(30, { versions: [0, 3], flexible: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  results: array({
    errorCode: int16(),
    errorMessage: string({ nullable: 0 }),
  }),
}));
export interface CreateAclsResponse extends Infer<typeof CreateAclsResponse> {}

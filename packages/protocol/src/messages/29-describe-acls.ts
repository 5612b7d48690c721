import { array, int16, int32, int8, request, response, string, type Infer } from '../schema.ts';

/** DescribeAcls, v0–3. ACLs that match a filter (KIP-140, KIP-290 (pattern types), KIP-373 (users)). */
export const DescribeAclsRequest = request(29, { versions: [0, 3], flexible: 2 }, () => ({
  resourceTypeFilter: int8(),
  /** Null for any. */
  resourceNameFilter: string({ nullable: 0 }),
  /** 1 any, 2 all that would apply, 3 literal, 4 prefixed. */
  patternTypeFilter: int8({ since: 1, default: 3 }),
  /** Null for any. */
  principalFilter: string({ nullable: 0 }),
  /** Null for any. */
  hostFilter: string({ nullable: 0 }),
  /** 1 for any. */
  operation: int8(),
  /** 1 any, 2 deny, 3 allow. */
  permissionType: int8(),
}));
export interface DescribeAclsRequest extends Infer<typeof DescribeAclsRequest> {}

/** Answer to DescribeAcls, v0–3. */
export const DescribeAclsResponse = response(29, { versions: [0, 3], flexible: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullable: 0 }),
  resources: array({
    resourceType: int8(),
    resourceName: string(),
    patternType: int8({ since: 1, default: 3 }),
    acls: array({
      principal: string(),
      host: string(),
      operation: int8(),
      permissionType: int8(),
    }),
  }),
}));
export interface DescribeAclsResponse extends Infer<typeof DescribeAclsResponse> {}

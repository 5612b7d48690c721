import { array, bool, int16, int32, int8, request, response, string, type Infer } from '../schema.ts';

/** AlterConfigs, v0–2. Replaces all dynamic configs of a resource (KIP-133; IncrementalAlterConfigs supersedes it). */
export const AlterConfigsRequest = request(33, { versions: [0, 2], flexible: 2 }, () => ({
  resources: array({
    resourceType: int8(),
    resourceName: string(),
    configs: array({
      name: string(),
      value: string({ nullable: 0 }),
    }),
  }),
  validateOnly: bool(),
}));
export interface AlterConfigsRequest extends Infer<typeof AlterConfigsRequest> {}

/** Answer to AlterConfigs, v0–2. */
export const AlterConfigsResponse = response(33, { versions: [0, 2], flexible: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  responses: array({
    errorCode: int16(),
    errorMessage: string({ nullable: 0 }),
    resourceType: int8(),
    resourceName: string(),
  }),
}));
export interface AlterConfigsResponse extends Infer<typeof AlterConfigsResponse> {}

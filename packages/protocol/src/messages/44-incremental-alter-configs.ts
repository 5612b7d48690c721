import { array, bool, int16, int32, int8, request, response, string, type Infer } from '../schema.ts';

/** IncrementalAlterConfigs, v0–1. Sets, deletes, appends to or subtracts from configs (KIP-339). */
export const IncrementalAlterConfigsRequest = request(44, { versions: [0, 1], flexible: 1 }, () => ({
  resources: array({
    resourceType: int8(),
    resourceName: string(),
    configs: array({
      name: string(),
      configOperation: int8(),
      value: string({ nullable: 0 }),
    }),
  }),
  validateOnly: bool(),
}));
export interface IncrementalAlterConfigsRequest extends Infer<typeof IncrementalAlterConfigsRequest> {}

/** Answer to IncrementalAlterConfigs, v0–1. */
export const IncrementalAlterConfigsResponse = response(44, { versions: [0, 1], flexible: 1 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  responses: array({
    errorCode: int16(),
    errorMessage: string({ nullable: 0 }),
    resourceType: int8(),
    resourceName: string(),
  }),
}));
export interface IncrementalAlterConfigsResponse extends Infer<typeof IncrementalAlterConfigsResponse> {}

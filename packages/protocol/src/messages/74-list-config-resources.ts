import { array, int16, int32, int8, request, response, string, type Infer } from '../schema.ts';

/** ListConfigResources, v0–1. Names what has configs; v0 only client-metrics subscriptions (KIP-714, KIP-1142). */
export const ListConfigResourcesRequest = request(74, { versions: [0, 1], flexible: 0 }, () => ({
  /** None: every type. */
  resourceTypes: array(int8(), { since: 1 }),
}));
export interface ListConfigResourcesRequest extends Infer<typeof ListConfigResourcesRequest> {}

/** Answer to ListConfigResources, v0–1. */
export const ListConfigResourcesResponse = response(74, { versions: [0, 1], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  configResources: array({
    resourceName: string(),
    resourceType: int8({ since: 1, default: 16 }),
  }),
}));
export interface ListConfigResourcesResponse extends Infer<typeof ListConfigResourcesResponse> {}

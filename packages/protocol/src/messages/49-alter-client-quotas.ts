import { array, bool, float64, int16, int32, request, response, string, type Infer } from '../schema.ts';

/** AlterClientQuotas, v0–1. Sets and removes quotas of users, client ids and addresses (KIP-546). */
export const AlterClientQuotasRequest = request(49, { versions: [0, 1], flexible: 1 }, () => ({
  entries: array({
    entity: array({
      entityType: string(),
      /** Null for the default entity. */
      entityName: string({ nullable: 0 }),
    }),
    ops: array({
      key: string(),
      value: float64(),
      remove: bool(),
    }),
  }),
  validateOnly: bool(),
}));
export interface AlterClientQuotasRequest extends Infer<typeof AlterClientQuotasRequest> {}

/** Answer to AlterClientQuotas, v0–1. */
export const AlterClientQuotasResponse = response(49, { versions: [0, 1], flexible: 1 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  entries: array({
    errorCode: int16(),
    errorMessage: string({ nullable: 0 }),
    entity: array({
      entityType: string(),
      entityName: string({ nullable: 0 }),
    }),
  }),
}));
export interface AlterClientQuotasResponse extends Infer<typeof AlterClientQuotasResponse> {}

import { array, bool, float64, int16, int32, int8, request, response, string, type Infer } from '../schema.ts';

/** DescribeClientQuotas, v0–1. Quotas of users, client ids and addresses (KIP-546). */
export const DescribeClientQuotasRequest = request(48, { versions: [0, 1], flexible: 1 }, () => ({
  components: array({
    entityType: string(),
    /** 0 the name given, 1 the default entity, 2 any name given to a quota. */
    matchType: int8(),
    /** The name, or null when the type asks for none. */
    match: string({ nullable: 0 }),
  }),
  /** Whether entities of further types are left out. */
  strict: bool(),
}));
export interface DescribeClientQuotasRequest extends Infer<typeof DescribeClientQuotasRequest> {}

/** Answer to DescribeClientQuotas, v0–1. */
export const DescribeClientQuotasResponse = response(48, { versions: [0, 1], flexible: 1 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullable: 0 }),
  entries: array(
    {
      entity: array({
        entityType: string(),
        /** Null for the default entity. */
        entityName: string({ nullable: 0 }),
      }),
      values: array({
        key: string(),
        value: float64(),
      }),
    },
    { nullable: 0 },
  ),
}));
export interface DescribeClientQuotasResponse extends Infer<typeof DescribeClientQuotasResponse> {}

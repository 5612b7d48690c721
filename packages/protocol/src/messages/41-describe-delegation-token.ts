import { array, bytes, int16, int32, int64, request, response, string, type Infer } from '../schema.ts';

/** DescribeDelegationToken, v0–3. Tokens of owners (KIP-48, KIP-373 (requester)). */
export const DescribeDelegationTokenRequest = request(41, { versions: [0, 3], flexible: 2 }, () => ({
  /** Null for all. */
  owners: array(
    {
      principalType: string(),
      principalName: string(),
    },
    { nullable: 0 },
  ),
}));
export interface DescribeDelegationTokenRequest extends Infer<typeof DescribeDelegationTokenRequest> {}

/** Answer to DescribeDelegationToken, v0–3. */
export const DescribeDelegationTokenResponse = response(41, { versions: [0, 3], flexible: 2 }, () => ({
  errorCode: int16(),
  tokens: array({
    principalType: string(),
    principalName: string(),
    tokenRequesterPrincipalType: string({ since: 3 }),
    tokenRequesterPrincipalName: string({ since: 3 }),
    issueTimestamp: int64(),
    expiryTimestamp: int64(),
    maxTimestamp: int64(),
    tokenId: string(),
    hmac: bytes(),
    renewers: array({
      principalType: string(),
      principalName: string(),
    }),
  }),
  throttleTimeMs: int32({ default: 0 }),
}));
export interface DescribeDelegationTokenResponse extends Infer<typeof DescribeDelegationTokenResponse> {}

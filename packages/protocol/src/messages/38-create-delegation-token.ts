import { array, bytes, int16, int32, int64, request, response, string, type Infer } from '../schema.ts';

/** CreateDelegationToken, v0–3. Makes a token that stands for its owner (KIP-48, KIP-373 (for another owner)). */
export const CreateDelegationTokenRequest = request(38, { versions: [0, 3], flexible: 2 }, () => ({
  /** Null for whoever asks. */
  ownerPrincipalType: string({ since: 3, nullable: 3 }),
  ownerPrincipalName: string({ since: 3, nullable: 3 }),
  renewers: array({
    principalType: string(),
    principalName: string(),
  }),
  /** -1 for what the broker allows at most. */
  maxLifetimeMs: int64(),
}));
export interface CreateDelegationTokenRequest extends Infer<typeof CreateDelegationTokenRequest> {}

/** Answer to CreateDelegationToken, v0–3. */
export const CreateDelegationTokenResponse = response(38, { versions: [0, 3], flexible: 2 }, () => ({
  errorCode: int16(),
  principalType: string(),
  principalName: string(),
  tokenRequesterPrincipalType: string({ since: 3 }),
  tokenRequesterPrincipalName: string({ since: 3 }),
  issueTimestampMs: int64(),
  expiryTimestampMs: int64(),
  maxTimestampMs: int64(),
  tokenId: string(),
  /** The secret, shown here only. */
  hmac: bytes(),
  throttleTimeMs: int32({ default: 0 }),
}));
export interface CreateDelegationTokenResponse extends Infer<typeof CreateDelegationTokenResponse> {}

import { bytes, int16, int32, int64, request, response, type Infer } from '../schema.ts';

/** ExpireDelegationToken, v0–2. Sets the time at which a token expires, or ends it at once (KIP-48). */
export const ExpireDelegationTokenRequest = request(40, { versions: [0, 2], flexible: 2 }, () => ({
  hmac: bytes(),
  /** Negative: now. */
  expiryTimePeriodMs: int64(),
}));
export interface ExpireDelegationTokenRequest extends Infer<typeof ExpireDelegationTokenRequest> {}

/** Answer to ExpireDelegationToken, v0–2. */
export const ExpireDelegationTokenResponse = response(40, { versions: [0, 2], flexible: 2 }, () => ({
  errorCode: int16(),
  expiryTimestampMs: int64(),
  throttleTimeMs: int32({ default: 0 }),
}));
export interface ExpireDelegationTokenResponse extends Infer<typeof ExpireDelegationTokenResponse> {}

import { bytes, int16, int32, int64, request, response, type Infer } from '../schema.ts';

/** RenewDelegationToken, v0–2. Moves the time at which a token expires (KIP-48). */
export const RenewDelegationTokenRequest = request(39, { versions: [0, 2], flexible: 2 }, () => ({
  hmac: bytes(),
  /** -1 for the broker's own. */
  renewPeriodMs: int64(),
}));
export interface RenewDelegationTokenRequest extends Infer<typeof RenewDelegationTokenRequest> {}

/** Answer to RenewDelegationToken, v0–2. */
export const RenewDelegationTokenResponse = response(39, { versions: [0, 2], flexible: 2 }, () => ({
  errorCode: int16(),
  expiryTimestampMs: int64(),
  throttleTimeMs: int32({ default: 0 }),
}));
export interface RenewDelegationTokenResponse extends Infer<typeof RenewDelegationTokenResponse> {}

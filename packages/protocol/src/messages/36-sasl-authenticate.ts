import { bytes, int16, int64, request, response, string, type Infer } from '../schema.ts';

/** SaslAuthenticate, v0–2. Carries SASL tokens (KIP-152, KIP-368 (session lifetime)). */
export const SaslAuthenticateRequest = request(36, { versions: [0, 2], flexible: 2 }, () => ({
  authBytes: bytes(),
}));
export interface SaslAuthenticateRequest extends Infer<typeof SaslAuthenticateRequest> {}

/** Answer to SaslAuthenticate, v0–2. */
export const SaslAuthenticateResponse = response(36, { versions: [0, 2], flexible: 2 }, () => ({
  errorCode: int16(),
  errorMessage: string({ nullable: 0 }),
  authBytes: bytes(),
  sessionLifetimeMs: int64({ since: 1, default: 0 }),
}));
export interface SaslAuthenticateResponse extends Infer<typeof SaslAuthenticateResponse> {}

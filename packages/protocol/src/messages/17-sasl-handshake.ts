import { array, int16, request, response, string, type Infer } from '../schema.ts';

/** SaslHandshake, v0–1. Chooses the SASL mechanism (KIP-43, KIP-152). */
export const SaslHandshakeRequest = request(17, { versions: [0, 1] }, () => ({
  mechanism: string(),
}));
export interface SaslHandshakeRequest extends Infer<typeof SaslHandshakeRequest> {}

/** Answer to SaslHandshake, v0–1. */
export const SaslHandshakeResponse = response(17, { versions: [0, 1] }, () => ({
  errorCode: int16(),
  mechanisms: array(string()),
}));
export interface SaslHandshakeResponse extends Infer<typeof SaslHandshakeResponse> {}

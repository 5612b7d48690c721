import { bytes, int16, request, response, type Infer } from '../schema.ts';

/** Envelope, v0. Carries a client's request from the broker that got it to the controller (KIP-590). */
export const EnvelopeRequest = request(58, { versions: [0, 0], flexible: 0 }, () => ({
  /** The request with its header. */
  requestData: bytes(),
  /** Made by the KafkaPrincipalSerde; null without one. */
  requestPrincipal: bytes({ nullable: 0 }),
  /** Four or sixteen bytes. */
  clientHostAddress: bytes(),
}));
export interface EnvelopeRequest extends Infer<typeof EnvelopeRequest> {}

/** Answer to Envelope, v0. */
export const EnvelopeResponse = response(58, { versions: [0, 0], flexible: 0 }, () => ({
  responseData: bytes({ nullable: 0, default: null }),
  errorCode: int16(),
}));
export interface EnvelopeResponse extends Infer<typeof EnvelopeResponse> {}

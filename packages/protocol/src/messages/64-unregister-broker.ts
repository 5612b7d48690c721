import { int16, int32, request, response, string, type Infer } from '../schema.ts';

/** UnregisterBroker, v0. Makes the controller forget a broker that will not come back (KIP-631). */
export const UnregisterBrokerRequest = request(64, { versions: [0, 0], flexible: 0 }, () => ({
  brokerId: int32(),
}));
export interface UnregisterBrokerRequest extends Infer<typeof UnregisterBrokerRequest> {}

/** Answer to UnregisterBroker, v0. */
export const UnregisterBrokerResponse = response(64, { versions: [0, 0], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullable: 0 }),
}));
export interface UnregisterBrokerResponse extends Infer<typeof UnregisterBrokerResponse> {}

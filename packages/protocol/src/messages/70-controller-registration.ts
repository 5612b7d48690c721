import { array, bool, int16, int32, request, response, string, uint16, uuid, type Infer } from '../schema.ts';

/** ControllerRegistration, v0. A controller that starts tells the active one (KIP-919). */
export const ControllerRegistrationRequest = request(70, { versions: [0, 0], flexible: 0 }, () => ({
  controllerId: int32(),
  incarnationId: uuid(),
  zkMigrationReady: bool(),
  listeners: array({
    name: string(),
    host: string(),
    port: uint16(),
    securityProtocol: int16(),
  }),
  features: array({
    name: string(),
    minSupportedVersion: int16(),
    maxSupportedVersion: int16(),
  }),
}));
export interface ControllerRegistrationRequest extends Infer<typeof ControllerRegistrationRequest> {}

/** Answer to ControllerRegistration, v0. */
export const ControllerRegistrationResponse = response(70, { versions: [0, 0], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullable: 0 }),
}));
export interface ControllerRegistrationResponse extends Infer<typeof ControllerRegistrationResponse> {}

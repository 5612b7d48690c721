import { int16, int32, request, response, string, type Infer } from '../schema.ts';

/** UnregisterController, v0. Makes the active controller forget another one that will not come back. */
export const UnregisterControllerRequest = request(94, { versions: [0, 0], flexible: 0 }, () => ({
  controllerId: int32(),
}));
export interface UnregisterControllerRequest extends Infer<typeof UnregisterControllerRequest> {}

/** Answer to UnregisterController, v0. */
export const UnregisterControllerResponse = response(94, { versions: [0, 0], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullable: 0 }),
}));
export interface UnregisterControllerResponse extends Infer<typeof UnregisterControllerResponse> {}

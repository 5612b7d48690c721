import { array, int16, int32, int8, request, response, string, type Infer } from '../schema.ts';

/** FindCoordinator, v0–6. The broker that coordinates a group or a transactional id (KIP-98, KIP-699 (many keys), KIP-932 (share)). */
export const FindCoordinatorRequest = request(10, { versions: [0, 6], flexible: 3 }, () => ({
  key: string({ until: 3 }),
  keyType: int8({ since: 1, default: 0 }),
  coordinatorKeys: array(string(), { since: 4 }),
}));
export interface FindCoordinatorRequest extends Infer<typeof FindCoordinatorRequest> {}

/** Answer to FindCoordinator, v0–6. */
export const FindCoordinatorResponse = response(10, { versions: [0, 6], flexible: 3 }, () => ({
  throttleTimeMs: int32({ since: 1, default: 0 }),
  errorCode: int16({ until: 3 }),
  errorMessage: string({ since: 1, until: 3, nullable: 1 }),
  nodeId: int32({ until: 3 }),
  host: string({ until: 3 }),
  port: int32({ until: 3 }),
  coordinators: array(
    {
      key: string({ since: 4 }),
      nodeId: int32({ since: 4 }),
      host: string({ since: 4 }),
      port: int32({ since: 4 }),
      errorCode: int16({ since: 4 }),
      errorMessage: string({ since: 4, nullable: 4 }),
    },
    { since: 4 },
  ),
}));
export interface FindCoordinatorResponse extends Infer<typeof FindCoordinatorResponse> {}

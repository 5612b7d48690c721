import { int16, int32, request, response, string, type Infer } from '../schema.ts';

/** Heartbeat, v0–4. Keeps a classic member alive and tells it when to rejoin (KIP-62, KIP-345). */
export const HeartbeatRequest = request(12, { versions: [0, 4], flexible: 4 }, () => ({
  groupId: string(),
  generationId: int32(),
  memberId: string(),
  groupInstanceId: string({ since: 3, nullable: 3, default: null }),
}));
export interface HeartbeatRequest extends Infer<typeof HeartbeatRequest> {}

/** Answer to Heartbeat, v0–4. */
export const HeartbeatResponse = response(12, { versions: [0, 4], flexible: 4 }, () => ({
  throttleTimeMs: int32({ since: 1, default: 0 }),
  errorCode: int16(),
}));
export interface HeartbeatResponse extends Infer<typeof HeartbeatResponse> {}

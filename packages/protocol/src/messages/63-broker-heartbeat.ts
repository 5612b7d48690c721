import { array, bool, int16, int32, int64, request, response, uuid, type Infer } from '../schema.ts';

/** BrokerHeartbeat, v0–2. A broker tells the controller that it is alive and how far it got (KIP-631, KIP-858 (offline directories), KIP-1066 (cordoned ones)). */
export const BrokerHeartbeatRequest = request(63, { versions: [0, 2], flexible: 0 }, () => ({
  brokerId: int32(),
  brokerEpoch: int64({ default: -1 }),
  currentMetadataOffset: int64(),
  wantFence: bool(),
  wantShutDown: bool(),
  offlineLogDirs: array(uuid(), { since: 1, tag: 0, default: [] }),
  cordonedLogDirs: array(uuid(), { since: 2, nullable: 2, tag: 1, default: null }),
}));
export interface BrokerHeartbeatRequest extends Infer<typeof BrokerHeartbeatRequest> {}

/** Answer to BrokerHeartbeat, v0–2. */
export const BrokerHeartbeatResponse = response(63, { versions: [0, 2], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  isCaughtUp: bool({ default: false }),
  isFenced: bool({ default: true }),
  shouldShutDown: bool(),
}));
export interface BrokerHeartbeatResponse extends Infer<typeof BrokerHeartbeatResponse> {}

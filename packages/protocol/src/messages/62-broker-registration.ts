import { array, bool, int16, int32, int64, request, response, string, uint16, uuid, type Infer } from '../schema.ts';

/** BrokerRegistration, v0–4. A broker that starts tells the controller (KIP-631, KIP-858 (log directories), KIP-966 (previous epoch)). */
export const BrokerRegistrationRequest = request(62, { versions: [0, 4], flexible: 0 }, () => ({
  brokerId: int32(),
  clusterId: string(),
  /** Drawn anew at every start. */
  incarnationId: uuid(),
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
  rack: string({ nullable: 0 }),
  isMigratingZkBroker: bool({ since: 1, default: false }),
  logDirs: array(uuid(), { since: 2 }),
  /** Of before a clean shutdown; -1 when unknown. */
  previousBrokerEpoch: int64({ since: 3, default: -1 }),
}));
export interface BrokerRegistrationRequest extends Infer<typeof BrokerRegistrationRequest> {}

/** Answer to BrokerRegistration, v0–4. */
export const BrokerRegistrationResponse = response(62, { versions: [0, 4], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  brokerEpoch: int64({ default: -1 }),
}));
export interface BrokerRegistrationResponse extends Infer<typeof BrokerRegistrationResponse> {}

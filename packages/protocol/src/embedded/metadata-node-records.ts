import { array, bool, int16, int32, int64, int8, record, string, uint16, uuid, type Infer } from '../schema.ts';

/** A broker registers with the controller (KIP-631, KIP-858 (log directories), KIP-1066 (cordoned ones)). */
export const RegisterBrokerRecord = record(0, { versions: [0, 4], flexible: 0 }, () => ({
  brokerId: int32(),
  isMigratingZkBroker: bool({ since: 2, default: false }),
  /** Drawn anew at every start. */
  incarnationId: uuid(),
  brokerEpoch: int64(),
  endPoints: array({
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
  fenced: bool({ default: true }),
  inControlledShutdown: bool({ since: 1, default: false }),
  logDirs: array(uuid(), { since: 3, tag: 0, default: [] }),
  /** Null when nothing is known of it. */
  cordonedLogDirs: array(uuid(), { since: 4, nullable: 4, tag: 1, default: null }),
}));
export interface RegisterBrokerRecord extends Infer<typeof RegisterBrokerRecord> {}

/** A broker is fenced, unfenced, shuts down or changes its directories; what is left out stays (KIP-746). */
export const BrokerRegistrationChangeRecord = record(17, { versions: [0, 3], flexible: 0 }, () => ({
  brokerId: int32(),
  brokerEpoch: int64(),
  /** -1 unfenced, 0 as before, 1 fenced. */
  fenced: int8({ tag: 0, default: 0 }),
  /** 0 as before, 1 it is. */
  inControlledShutdown: int8({ since: 1, tag: 1, default: 0 }),
  logDirs: array(uuid(), { since: 2, tag: 2, default: [] }),
  cordonedLogDirs: array(uuid(), { since: 3, nullable: 3, tag: 3, default: null }),
}));
export interface BrokerRegistrationChangeRecord extends Infer<typeof BrokerRegistrationChangeRecord> {}

/** A broker is taken out of the metadata. */
export const UnregisterBrokerRecord = record(1, { versions: [0, 0], flexible: 0 }, () => ({
  brokerId: int32(),
  brokerEpoch: int64(),
}));
export interface UnregisterBrokerRecord extends Infer<typeof UnregisterBrokerRecord> {}

/** A broker is fenced. Superseded by BrokerRegistrationChangeRecord. */
export const FenceBrokerRecord = record(7, { versions: [0, 0], flexible: 0 }, () => ({
  id: int32(),
  epoch: int64(),
}));
export interface FenceBrokerRecord extends Infer<typeof FenceBrokerRecord> {}

/** A broker may lead again. Superseded by BrokerRegistrationChangeRecord. */
export const UnfenceBrokerRecord = record(8, { versions: [0, 0], flexible: 0 }, () => ({
  id: int32(),
  epoch: int64(),
}));
export interface UnfenceBrokerRecord extends Infer<typeof UnfenceBrokerRecord> {}

/** A controller registers (KIP-919). */
export const RegisterControllerRecord = record(27, { versions: [0, 0], flexible: 0 }, () => ({
  controllerId: int32(),
  /** Drawn anew at every start. */
  incarnationId: uuid(),
  zkMigrationReady: bool(),
  endPoints: array({
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
export interface RegisterControllerRecord extends Infer<typeof RegisterControllerRecord> {}

/** A controller is taken out of the metadata. */
export const UnregisterControllerRecord = record(29, { versions: [0, 0], flexible: 0 }, () => ({
  controllerId: int32(),
}));
export interface UnregisterControllerRecord extends Infer<typeof UnregisterControllerRecord> {}

/** A finalized feature level (KIP-778). */
export const FeatureLevelRecord = record(12, { versions: [0, 0], flexible: 0 }, () => ({
  name: string(),
  /** 0 takes it away. */
  featureLevel: int16(),
}));
export interface FeatureLevelRecord extends Infer<typeof FeatureLevelRecord> {}

/** A block of producer ids is given to a broker (KIP-730). */
export const ProducerIdsRecord = record(15, { versions: [0, 0], flexible: 0 }, () => ({
  brokerId: int32(),
  brokerEpoch: int64({ default: -1 }),
  /** The first that is free behind the block. */
  nextProducerId: int64(),
}));
export interface ProducerIdsRecord extends Infer<typeof ProducerIdsRecord> {}

/** How far the move from ZooKeeper is (KIP-866). Not written any more. */
export const ZkMigrationStateRecord = record(21, { versions: [0, 0], flexible: 0 }, () => ({
  zkMigrationState: int8(),
}));
export interface ZkMigrationStateRecord extends Infer<typeof ZkMigrationStateRecord> {}

/** Nothing: written so that the log moves on when nothing happens (KIP-835). */
export const NoOpRecord = record(20, { versions: [0, 0], flexible: 0 }, () => ({}));
export interface NoOpRecord extends Infer<typeof NoOpRecord> {}

/** What follows holds only once its end is there (KIP-868). */
export const BeginTransactionRecord = record(23, { versions: [0, 0], flexible: 0 }, () => ({
  name: string({ nullable: 0, tag: 0, default: null }),
}));
export interface BeginTransactionRecord extends Infer<typeof BeginTransactionRecord> {}

/** What came since the beginning holds. */
export const EndTransactionRecord = record(24, { versions: [0, 0], flexible: 0 }, () => ({}));
export interface EndTransactionRecord extends Infer<typeof EndTransactionRecord> {}

/** What came since the beginning is forgotten. */
export const AbortTransactionRecord = record(25, { versions: [0, 0], flexible: 0 }, () => ({
  reason: string({ nullable: 0, tag: 0, default: null }),
}));
export interface AbortTransactionRecord extends Infer<typeof AbortTransactionRecord> {}

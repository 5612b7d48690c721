import { array, bool, bytes, float64, int32, int64, int8, record, string, uuid, type Infer } from '../schema.ts';

/** An ACL is made (KIP-801). */
export const AccessControlEntryRecord = record(18, { versions: [0, 0], flexible: 0 }, () => ({
  id: uuid(),
  resourceType: int8(),
  resourceName: string(),
  patternType: int8(),
  principal: string(),
  host: string(),
  operation: int8(),
  permissionType: int8(),
}));
export interface AccessControlEntryRecord extends Infer<typeof AccessControlEntryRecord> {}

/** An ACL is deleted. */
export const RemoveAccessControlEntryRecord = record(19, { versions: [0, 0], flexible: 0 }, () => ({
  id: uuid(),
}));
export interface RemoveAccessControlEntryRecord extends Infer<typeof RemoveAccessControlEntryRecord> {}

/** A user's SCRAM credential is set (KIP-900). */
export const UserScramCredentialRecord = record(11, { versions: [0, 0], flexible: 0 }, () => ({
  name: string(),
  /** 1 SCRAM-SHA-256, 2 SCRAM-SHA-512. */
  mechanism: int8(),
  salt: bytes(),
  storedKey: bytes(),
  serverKey: bytes(),
  iterations: int32(),
}));
export interface UserScramCredentialRecord extends Infer<typeof UserScramCredentialRecord> {}

/** A user's SCRAM credential is deleted. */
export const RemoveUserScramCredentialRecord = record(22, { versions: [0, 0], flexible: 0 }, () => ({
  name: string(),
  mechanism: int8(),
}));
export interface RemoveUserScramCredentialRecord extends Infer<typeof RemoveUserScramCredentialRecord> {}

/** A delegation token is made or changed (KIP-48). */
export const DelegationTokenRecord = record(10, { versions: [0, 0], flexible: 0 }, () => ({
  /** As `User:name`. */
  owner: string(),
  requester: string(),
  renewers: array(string()),
  issueTimestamp: int64(),
  maxTimestamp: int64(),
  expirationTimestamp: int64(),
  tokenId: string(),
}));
export interface DelegationTokenRecord extends Infer<typeof DelegationTokenRecord> {}

/** A delegation token is deleted. */
export const RemoveDelegationTokenRecord = record(26, { versions: [0, 0], flexible: 0 }, () => ({
  tokenId: string(),
}));
export interface RemoveDelegationTokenRecord extends Infer<typeof RemoveDelegationTokenRecord> {}

/** A quota is set or removed (KIP-546). */
export const ClientQuotaRecord = record(14, { versions: [0, 0], flexible: 0 }, () => ({
  entity: array({
    entityType: string(),
    /** Null for the default entity. */
    entityName: string({ nullable: 0 }),
  }),
  key: string(),
  value: float64(),
  remove: bool(),
}));
export interface ClientQuotaRecord extends Infer<typeof ClientQuotaRecord> {}

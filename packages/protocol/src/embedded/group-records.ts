import { array, bytes, int32, int64, record, string, uuid, type Infer } from '../schema.ts';
import { ZERO_UUID } from '../uuid.ts';

/** Key of a committed offset as Kafka 0.8.2 wrote it (record type 0). */
export const LegacyOffsetCommitKey = record(0, { versions: [0, 0] }, () => ({
  group: string(),
  topic: string(),
  partition: int32(),
}));
export interface LegacyOffsetCommitKey extends Infer<typeof LegacyOffsetCommitKey> {}

/** A committed offset as Kafka 0.8.2 wrote it. */
export const LegacyOffsetCommitValue = record(0, { versions: [0, 0] }, () => ({
  offset: int64(),
  metadata: string(),
  commitTimestamp: int64(),
}));
export interface LegacyOffsetCommitValue extends Infer<typeof LegacyOffsetCommitValue> {}

/** Key of a committed offset in __consumer_offsets (record type 1). */
export const OffsetCommitKey = record(1, { versions: [0, 0] }, () => ({
  group: string(),
  topic: string(),
  partition: int32(),
}));
export interface OffsetCommitKey extends Infer<typeof OffsetCommitKey> {}

/** A committed offset; a null value deletes it. */
export const OffsetCommitValue = record(1, { versions: [0, 4], flexible: 4 }, () => ({
  offset: int64(),
  leaderEpoch: int32({ since: 3, default: -1 }),
  metadata: string(),
  commitTimestamp: int64(),
  expireTimestamp: int64({ since: 1, until: 1, default: -1 }),
  topicId: uuid({ since: 4, tag: 0, default: ZERO_UUID }),
}));
export interface OffsetCommitValue extends Infer<typeof OffsetCommitValue> {}

/** Key of a classic group in __consumer_offsets (record type 2). */
export const GroupMetadataKey = record(2, { versions: [0, 0] }, () => ({
  group: string(),
}));
export interface GroupMetadataKey extends Infer<typeof GroupMetadataKey> {}

/** A classic group with its members and assignment; a null value deletes it. */
export const GroupMetadataValue = record(2, { versions: [0, 4], flexible: 4 }, () => ({
  protocolType: string(),
  generation: int32(),
  protocol: string({ nullable: 0 }),
  leader: string({ nullable: 0 }),
  currentStateTimestamp: int64({ since: 2, default: -1 }),
  members: array({
    memberId: string(),
    groupInstanceId: string({ since: 3, nullable: 3, default: null }),
    clientId: string(),
    clientHost: string(),
    rebalanceTimeout: int32({ since: 1, default: -1 }),
    sessionTimeout: int32(),
    subscription: bytes(),
    assignment: bytes(),
  }),
}));
export interface GroupMetadataValue extends Infer<typeof GroupMetadataValue> {}

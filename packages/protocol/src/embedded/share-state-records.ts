import { array, int16, int32, int64, int8, record, string, uuid, type Infer } from '../schema.ts';

/** Key of the whole state of a share-partition in __share_group_state (record type 0, KIP-932). */
export const ShareSnapshotKey = record(0, { versions: [0, 0] }, () => ({
  groupId: string(),
  topicId: uuid(),
  partition: int32(),
}));
export interface ShareSnapshotKey extends Infer<typeof ShareSnapshotKey> {}

/** The whole state of a share-partition; a null value deletes it. */
export const ShareSnapshotValue = record(0, { versions: [0, 0], flexible: 0 }, () => ({
  snapshotEpoch: int32(),
  stateEpoch: int32(),
  leaderEpoch: int32(),
  startOffset: int64(),
  /** Offsets behind the start whose delivery is complete; -1 when unknown. */
  deliveryCompleteCount: int32({ tag: 0, default: -1 }),
  createTimestamp: int64(),
  writeTimestamp: int64(),
  stateBatches: array({
    firstOffset: int64(),
    lastOffset: int64(),
    /** 0 available, 2 acknowledged, 4 archived. */
    deliveryState: int8(),
    deliveryCount: int16(),
  }),
}));
export interface ShareSnapshotValue extends Infer<typeof ShareSnapshotValue> {}

/** Key of what changed in a share-partition since its snapshot (record type 1). */
export const ShareUpdateKey = record(1, { versions: [0, 0] }, () => ({
  groupId: string(),
  topicId: uuid(),
  partition: int32(),
}));
export interface ShareUpdateKey extends Infer<typeof ShareUpdateKey> {}

/** What changed in a share-partition since its snapshot. */
export const ShareUpdateValue = record(1, { versions: [0, 0], flexible: 0 }, () => ({
  /** Of the snapshot that it adds to. */
  snapshotEpoch: int32(),
  leaderEpoch: int32(),
  /** -1 when it has not changed. */
  startOffset: int64(),
  /** As in the snapshot. */
  deliveryCompleteCount: int32({ tag: 0, default: -1 }),
  stateBatches: array({
    firstOffset: int64(),
    lastOffset: int64(),
    /** 0 available, 2 acknowledged, 4 archived. */
    deliveryState: int8(),
    deliveryCount: int16(),
  }),
}));
export interface ShareUpdateValue extends Infer<typeof ShareUpdateValue> {}

import { array, bool, bytes, int32, int64, int8, record, string, struct, uuid, type Infer } from '../schema.ts';

/** A segment is copied to remote storage; in __remote_log_metadata (record type 0, KIP-405). */
export const RemoteLogSegmentMetadataRecord = record(0, { versions: [0, 0], flexible: 0 }, () => ({
  remoteLogSegmentId: struct({
    topicIdPartition: struct({
      name: string(),
      id: uuid(),
      partition: int32(),
    }),
    id: uuid(),
  }),
  startOffset: int64(),
  endOffset: int64(),
  brokerId: int32(),
  /** Of its records. */
  maxTimestampMs: int64(),
  eventTimestampMs: int64(),
  segmentLeaderEpochs: array({
    leaderEpoch: int32(),
    offset: int64(),
  }),
  segmentSizeInBytes: int32(),
  /** The storage plug-in's own. */
  customMetadata: bytes({ nullable: 0, default: null }),
  /** 0 copy started, 1 copy finished, 2 delete started, 3 delete finished. */
  remoteLogSegmentState: int8(),
  txnIndexEmpty: bool({ tag: 0, default: false }),
}));
export interface RemoteLogSegmentMetadataRecord extends Infer<typeof RemoteLogSegmentMetadataRecord> {}

/** A remote segment gets another state (record type 1). */
export const RemoteLogSegmentMetadataUpdateRecord = record(1, { versions: [0, 0], flexible: 0 }, () => ({
  remoteLogSegmentId: struct({
    topicIdPartition: struct({
      name: string(),
      id: uuid(),
      partition: int32(),
    }),
    id: uuid(),
  }),
  brokerId: int32(),
  eventTimestampMs: int64(),
  customMetadata: bytes({ nullable: 0, default: null }),
  /** 0 copy started, 1 copy finished, 2 delete started, 3 delete finished. */
  remoteLogSegmentState: int8(),
}));
export interface RemoteLogSegmentMetadataUpdateRecord extends Infer<typeof RemoteLogSegmentMetadataUpdateRecord> {}

/** A partition's remote segments are deleted (record type 2). */
export const RemotePartitionDeleteMetadataRecord = record(2, { versions: [0, 0], flexible: 0 }, () => ({
  topicIdPartition: struct({
    name: string(),
    id: uuid(),
    partition: int32(),
  }),
  brokerId: int32(),
  eventTimestampMs: int64(),
  /** 0 marked, 1 started, 2 finished. */
  remotePartitionDeleteState: int8(),
}));
export interface RemotePartitionDeleteMetadataRecord extends Infer<typeof RemotePartitionDeleteMetadataRecord> {}

/** A remote segment in a snapshot of the metadata (record type 3). */
export const RemoteLogSegmentMetadataSnapshotRecord = record(3, { versions: [0, 0], flexible: 0 }, () => ({
  segmentId: uuid(),
  startOffset: int64(),
  endOffset: int64(),
  brokerId: int32(),
  maxTimestampMs: int64(),
  eventTimestampMs: int64(),
  segmentLeaderEpochs: array({
    leaderEpoch: int32(),
    offset: int64(),
  }),
  segmentSizeInBytes: int32(),
  customMetadata: bytes({ nullable: 0, default: null }),
  remoteLogSegmentState: int8(),
  txnIndexEmpty: bool({ tag: 0, default: false }),
}));
export interface RemoteLogSegmentMetadataSnapshotRecord extends Infer<typeof RemoteLogSegmentMetadataSnapshotRecord> {}

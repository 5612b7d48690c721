import {
  array,
  int16,
  int32,
  int64,
  records,
  request,
  response,
  string,
  struct,
  uint16,
  uuid,
  type Infer,
} from '../schema.ts';
import { ZERO_UUID } from '../uuid.ts';

/** FetchSnapshot, v0–1. Reads a part of a snapshot of the metadata log (KIP-630, KIP-853 (directories)). */
export const FetchSnapshotRequest = request(59, { versions: [0, 1], flexible: 0 }, () => ({
  clusterId: string({ nullable: 0, tag: 0, default: null }),
  replicaId: int32({ default: -1 }),
  maxBytes: int32({ default: 2147483647 }),
  topics: array({
    name: string(),
    partitions: array({
      partition: int32(),
      currentLeaderEpoch: int32(),
      snapshotId: struct({
        endOffset: int64(),
        epoch: int32(),
      }),
      position: int64(),
      replicaDirectoryId: uuid({ since: 1, tag: 0, default: ZERO_UUID }),
    }),
  }),
}));
export interface FetchSnapshotRequest extends Infer<typeof FetchSnapshotRequest> {}

/** Answer to FetchSnapshot, v0–1. */
export const FetchSnapshotResponse = response(59, { versions: [0, 1], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  topics: array({
    name: string(),
    partitions: array({
      index: int32(),
      errorCode: int16(),
      snapshotId: struct({
        endOffset: int64(),
        epoch: int32(),
      }),
      currentLeader: struct(
        {
          leaderId: int32(),
          leaderEpoch: int32(),
        },
        { tag: 0, default: 'zero' },
      ),
      size: int64(),
      position: int64(),
      /** Bytes from the position on; they may begin and end within a batch. */
      unalignedRecords: records(),
    }),
  }),
  nodeEndpoints: array(
    {
      nodeId: int32({ since: 1 }),
      host: string({ since: 1 }),
      port: uint16({ since: 1 }),
    },
    { since: 1, tag: 0, default: [] },
  ),
}));
export interface FetchSnapshotResponse extends Infer<typeof FetchSnapshotResponse> {}

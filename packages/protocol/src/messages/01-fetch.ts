import {
  array,
  int16,
  int32,
  int64,
  int8,
  recordChunks,
  request,
  response,
  string,
  struct,
  uuid,
  type Infer,
} from '../schema.ts';
import { ZERO_UUID } from '../uuid.ts';

/** Fetch, v0–18. Reads batches, waiting for them when asked (KIP-74, KIP-227 (sessions), KIP-320 (epochs), KIP-392 (closest replica), KIP-516 (topic ids, v13)). */
export const FetchRequest = request(1, { versions: [0, 18], flexible: 12 }, () => ({
  clusterId: string({ since: 12, nullable: 12, tag: 0, default: null }),
  replicaId: int32({ until: 14, default: -1 }),
  replicaState: struct(
    {
      replicaId: int32({ since: 15, default: -1 }),
      replicaEpoch: int64({ since: 15, default: -1 }),
    },
    { since: 15, tag: 1, default: 'zero' },
  ),
  maxWaitMs: int32(),
  minBytes: int32(),
  maxBytes: int32({ since: 3, default: 2147483647 }),
  isolationLevel: int8({ since: 4, default: 0 }),
  sessionId: int32({ since: 7, default: 0 }),
  sessionEpoch: int32({ since: 7, default: -1 }),
  topics: array({
    topic: string({ until: 12 }),
    topicId: uuid({ since: 13 }),
    partitions: array({
      partition: int32(),
      currentLeaderEpoch: int32({ since: 9, default: -1 }),
      fetchOffset: int64(),
      lastFetchedEpoch: int32({ since: 12, default: -1 }),
      logStartOffset: int64({ since: 5, default: -1 }),
      partitionMaxBytes: int32(),
      replicaDirectoryId: uuid({ since: 17, tag: 0, default: ZERO_UUID }),
      highWatermark: int64({ since: 18, tag: 1, default: 2 ** 63 }),
    }),
  }),
  forgottenTopicsData: array(
    {
      topic: string({ since: 7, until: 12 }),
      topicId: uuid({ since: 13 }),
      partitions: array(int32(), { since: 7 }),
    },
    { since: 7 },
  ),
  rackId: string({ since: 11, default: '' }),
}));
export interface FetchRequest extends Infer<typeof FetchRequest> {}

/** Answer to Fetch, v0–18. */
export const FetchResponse = response(1, { versions: [0, 18], flexible: 12 }, () => ({
  throttleTimeMs: int32({ since: 1, default: 0 }),
  errorCode: int16({ since: 7 }),
  sessionId: int32({ since: 7, default: 0 }),
  responses: array({
    topic: string({ until: 12 }),
    topicId: uuid({ since: 13 }),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      highWatermark: int64(),
      lastStableOffset: int64({ since: 4, default: -1 }),
      logStartOffset: int64({ since: 5, default: -1 }),
      divergingEpoch: struct(
        {
          epoch: int32({ since: 12, default: -1 }),
          endOffset: int64({ since: 12, default: -1 }),
        },
        { since: 12, tag: 0, default: 'zero' },
      ),
      currentLeader: struct(
        {
          leaderId: int32({ since: 12, default: -1 }),
          leaderEpoch: int32({ since: 12, default: -1 }),
        },
        { since: 12, tag: 1, default: 'zero' },
      ),
      snapshotId: struct(
        {
          endOffset: int64({ default: -1 }),
          epoch: int32({ default: -1 }),
        },
        { since: 12, tag: 2, default: 'zero' },
      ),
      abortedTransactions: array(
        {
          producerId: int64({ since: 4 }),
          firstOffset: int64({ since: 4 }),
        },
        { since: 4, nullable: 4 },
      ),
      preferredReadReplica: int32({ since: 11, default: -1 }),
      records: recordChunks({ nullable: 0 }),
    }),
  }),
  nodeEndpoints: array(
    {
      nodeId: int32({ since: 16 }),
      host: string({ since: 16 }),
      port: int32({ since: 16 }),
      rack: string({ since: 16, nullable: 16, default: null }),
    },
    { since: 16, tag: 0, default: [] },
  ),
}));
export interface FetchResponse extends Infer<typeof FetchResponse> {}

import {
  array,
  bool,
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

/** ShareFetch, v1–2. Acquires records of a share group and acknowledges others (KIP-932, KIP-1206 (acquire mode), KIP-1222 (renewal)). */
export const ShareFetchRequest = request(78, { versions: [1, 2], flexible: 0 }, () => ({
  groupId: string({ nullable: 0, default: null }),
  memberId: string({ nullable: 0 }),
  /** 0 opens a session, -1 closes it. */
  shareSessionEpoch: int32(),
  maxWaitMs: int32(),
  minBytes: int32(),
  maxBytes: int32({ default: 2147483647 }),
  maxRecords: int32(),
  batchSize: int32(),
  /** 0 by batches, 1 no more than maxRecords. */
  shareAcquireMode: int8({ since: 2, default: 0 }),
  /** Whether acknowledgements may renew locks. */
  isRenewAck: bool({ since: 2, default: false }),
  topics: array({
    topicId: uuid(),
    partitions: array({
      partitionIndex: int32(),
      acknowledgementBatches: array({
        firstOffset: int64(),
        lastOffset: int64(),
        /** One for all offsets or one for each: 0 gap, 1 accept, 2 release, 3 reject, 4 renew. */
        acknowledgeTypes: array(int8()),
      }),
    }),
  }),
  forgottenTopicsData: array({
    topicId: uuid(),
    partitions: array(int32()),
  }),
}));
export interface ShareFetchRequest extends Infer<typeof ShareFetchRequest> {}

/** Answer to ShareFetch, v1–2. */
export const ShareFetchResponse = response(78, { versions: [1, 2], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullable: 0, default: null }),
  acquisitionLockTimeoutMs: int32(),
  responses: array({
    topicId: uuid(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      errorMessage: string({ nullable: 0, default: null }),
      acknowledgeErrorCode: int16(),
      acknowledgeErrorMessage: string({ nullable: 0, default: null }),
      currentLeader: struct({
        leaderId: int32(),
        leaderEpoch: int32(),
      }),
      records: recordChunks(),
      acquiredRecords: array({
        firstOffset: int64(),
        lastOffset: int64(),
        deliveryCount: int16(),
      }),
    }),
  }),
  nodeEndpoints: array({
    nodeId: int32(),
    host: string(),
    port: int32(),
    rack: string({ nullable: 0, default: null }),
  }),
}));
export interface ShareFetchResponse extends Infer<typeof ShareFetchResponse> {}

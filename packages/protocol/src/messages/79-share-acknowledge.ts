import {
  array,
  bool,
  int16,
  int32,
  int64,
  int8,
  request,
  response,
  string,
  struct,
  uuid,
  type Infer,
} from '../schema.ts';

/** ShareAcknowledge, v1–2. Acknowledges records of a share group (KIP-932, KIP-1222 (renewal)). */
export const ShareAcknowledgeRequest = request(79, { versions: [1, 2], flexible: 0 }, () => ({
  groupId: string({ nullable: 0, default: null }),
  memberId: string({ nullable: 0 }),
  shareSessionEpoch: int32(),
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
}));
export interface ShareAcknowledgeRequest extends Infer<typeof ShareAcknowledgeRequest> {}

/** Answer to ShareAcknowledge, v1–2. */
export const ShareAcknowledgeResponse = response(79, { versions: [1, 2], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  errorMessage: string({ nullable: 0, default: null }),
  acquisitionLockTimeoutMs: int32({ since: 2 }),
  responses: array({
    topicId: uuid(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
      errorMessage: string({ nullable: 0, default: null }),
      currentLeader: struct({
        leaderId: int32(),
        leaderEpoch: int32(),
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
export interface ShareAcknowledgeResponse extends Infer<typeof ShareAcknowledgeResponse> {}

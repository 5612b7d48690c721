import { array, int16, int32, int64, records, request, response, string, struct, uuid, type Infer } from '../schema.ts';

/** Produce, v0–13. Appends one record batch to each partition named (KIP-98, KIP-467 (per-record errors), KIP-951 (current leader), KIP-516 (topic ids, v13)). */
export const ProduceRequest = request(0, { versions: [0, 13], flexible: 9 }, () => ({
  transactionalId: string({ since: 3, nullable: 3, default: null }),
  acks: int16(),
  timeoutMs: int32(),
  topicData: array({
    name: string({ until: 12 }),
    topicId: uuid({ since: 13 }),
    partitionData: array({
      index: int32(),
      records: records({ nullable: 0 }),
    }),
  }),
}));
export interface ProduceRequest extends Infer<typeof ProduceRequest> {}

/** Answer to Produce, v0–13. */
export const ProduceResponse = response(0, { versions: [0, 13], flexible: 9 }, () => ({
  responses: array({
    name: string({ until: 12 }),
    topicId: uuid({ since: 13 }),
    partitionResponses: array({
      index: int32(),
      errorCode: int16(),
      baseOffset: int64(),
      logAppendTimeMs: int64({ since: 2, default: -1 }),
      logStartOffset: int64({ since: 5, default: -1 }),
      recordErrors: array(
        {
          batchIndex: int32({ since: 8 }),
          batchIndexErrorMessage: string({ since: 8, nullable: 8, default: null }),
        },
        { since: 8 },
      ),
      errorMessage: string({ since: 8, nullable: 8, default: null }),
      currentLeader: struct(
        {
          leaderId: int32({ since: 10, default: -1 }),
          leaderEpoch: int32({ since: 10, default: -1 }),
        },
        { since: 10, tag: 0, default: 'zero' },
      ),
    }),
  }),
  throttleTimeMs: int32({ since: 1, default: 0 }),
  nodeEndpoints: array(
    {
      nodeId: int32({ since: 10 }),
      host: string({ since: 10 }),
      port: int32({ since: 10 }),
      rack: string({ since: 10, nullable: 10, default: null }),
    },
    { since: 10, tag: 0, default: [] },
  ),
}));
export interface ProduceResponse extends Infer<typeof ProduceResponse> {}

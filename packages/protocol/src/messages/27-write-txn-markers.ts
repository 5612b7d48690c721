import { array, bool, int16, int32, int64, int8, request, response, string, type Infer } from '../schema.ts';

/** WriteTxnMarkers, v0–2. Has brokers write the end of a transaction into partitions (KIP-98, KIP-1228 (transaction version)). */
export const WriteTxnMarkersRequest = request(27, { versions: [0, 2], flexible: 1 }, () => ({
  markers: array({
    producerId: int64(),
    producerEpoch: int16(),
    /** Whether it commits. */
    transactionResult: bool(),
    topics: array({
      name: string(),
      partitionIndexes: array(int32()),
    }),
    coordinatorEpoch: int32(),
    transactionVersion: int8({ since: 2, default: 0 }),
  }),
}));
export interface WriteTxnMarkersRequest extends Infer<typeof WriteTxnMarkersRequest> {}

/** Answer to WriteTxnMarkers, v0–2. */
export const WriteTxnMarkersResponse = response(27, { versions: [0, 2], flexible: 1 }, () => ({
  markers: array({
    producerId: int64(),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
      }),
    }),
  }),
}));
export interface WriteTxnMarkersResponse extends Infer<typeof WriteTxnMarkersResponse> {}

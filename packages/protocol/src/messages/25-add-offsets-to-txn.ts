import { int16, int32, int64, request, response, string, type Infer } from '../schema.ts';

/** AddOffsetsToTxn, v0–4. Adds a group's offsets to a transaction (KIP-98, KIP-890). */
export const AddOffsetsToTxnRequest = request(25, { versions: [0, 4], flexible: 3 }, () => ({
  transactionalId: string(),
  producerId: int64(),
  producerEpoch: int16(),
  groupId: string(),
}));
export interface AddOffsetsToTxnRequest extends Infer<typeof AddOffsetsToTxnRequest> {}

/** Answer to AddOffsetsToTxn, v0–4. */
export const AddOffsetsToTxnResponse = response(25, { versions: [0, 4], flexible: 3 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
}));
export interface AddOffsetsToTxnResponse extends Infer<typeof AddOffsetsToTxnResponse> {}

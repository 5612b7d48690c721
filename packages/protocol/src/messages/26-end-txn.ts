import { bool, int16, int32, int64, request, response, string, type Infer } from '../schema.ts';

/** EndTxn, v0–5. Commits or aborts a transaction (KIP-98, KIP-890 (epoch bump, v5)). */
export const EndTxnRequest = request(26, { versions: [0, 5], flexible: 3 }, () => ({
  transactionalId: string(),
  producerId: int64(),
  producerEpoch: int16(),
  committed: bool(),
}));
export interface EndTxnRequest extends Infer<typeof EndTxnRequest> {}

/** Answer to EndTxn, v0–5. */
export const EndTxnResponse = response(26, { versions: [0, 5], flexible: 3 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  /** What the producer goes on with; -1 with an error. */
  producerId: int64({ since: 5, default: -1 }),
  producerEpoch: int16({ since: 5, default: -1 }),
}));
export interface EndTxnResponse extends Infer<typeof EndTxnResponse> {}

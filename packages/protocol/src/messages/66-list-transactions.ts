import { array, int16, int32, int64, request, response, string, type Infer } from '../schema.ts';

/** ListTransactions, v0–2. Transactional ids that a coordinator knows (KIP-664, KIP-994 (duration), KIP-1152 (pattern)). */
export const ListTransactionsRequest = request(66, { versions: [0, 2], flexible: 0 }, () => ({
  /** Empty for all. */
  stateFilters: array(string()),
  /** Empty for all. */
  producerIdFilters: array(int64()),
  /** Milliseconds that a transaction has been open at least; -1 for all. */
  durationFilter: int64({ since: 1, default: -1 }),
  /** An RE2 expression; null or empty for all. */
  transactionalIdPattern: string({ since: 2, nullable: 2, default: null }),
}));
export interface ListTransactionsRequest extends Infer<typeof ListTransactionsRequest> {}

/** Answer to ListTransactions, v0–2. */
export const ListTransactionsResponse = response(66, { versions: [0, 2], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  /** States asked for that do not exist. */
  unknownStateFilters: array(string()),
  transactionStates: array({
    transactionalId: string(),
    producerId: int64(),
    transactionState: string(),
  }),
}));
export interface ListTransactionsResponse extends Infer<typeof ListTransactionsResponse> {}

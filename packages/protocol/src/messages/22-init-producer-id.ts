import { bool, int16, int32, int64, request, response, string, type Infer } from '../schema.ts';

/** InitProducerId, v0–5. Gives a producer its id and epoch (KIP-98, KIP-360 (epoch bump), KIP-588). */
export const InitProducerIdRequest = request(22, { versions: [0, 5], flexible: 2 }, () => ({
  transactionalId: string({ nullable: 0 }),
  transactionTimeoutMs: int32(),
  producerId: int64({ since: 3, default: -1 }),
  producerEpoch: int16({ since: 3, default: -1 }),
  enable2Pc: bool({ since: 6, default: false }),
  keepPreparedTxn: bool({ since: 6, default: false }),
}));
export interface InitProducerIdRequest extends Infer<typeof InitProducerIdRequest> {}

/** Answer to InitProducerId, v0–5. */
export const InitProducerIdResponse = response(22, { versions: [0, 5], flexible: 2 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  producerId: int64({ default: -1 }),
  producerEpoch: int16(),
  ongoingTxnProducerId: int64({ since: 6, default: -1 }),
  ongoingTxnProducerEpoch: int16({ since: 6, default: -1 }),
}));
export interface InitProducerIdResponse extends Infer<typeof InitProducerIdResponse> {}

import { int16, int32, int64, request, response, type Infer } from '../schema.ts';

/** AllocateProducerIds, v0. A broker asks the controller for a block of producer ids (KIP-730). */
export const AllocateProducerIdsRequest = request(67, { versions: [0, 0], flexible: 0 }, () => ({
  brokerId: int32(),
  brokerEpoch: int64({ default: -1 }),
}));
export interface AllocateProducerIdsRequest extends Infer<typeof AllocateProducerIdsRequest> {}

/** Answer to AllocateProducerIds, v0. */
export const AllocateProducerIdsResponse = response(67, { versions: [0, 0], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16(),
  producerIdStart: int64(),
  producerIdLen: int32(),
}));
export interface AllocateProducerIdsResponse extends Infer<typeof AllocateProducerIdsResponse> {}

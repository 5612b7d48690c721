import { ErrorCode, type InferInput, InitProducerIdRequest, InitProducerIdResponse } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import { CLUSTER_NAME, type RequestContext } from '../context.ts';

type Response = InferInput<typeof InitProducerIdResponse>;

export const initProducerId: Api = defineApi(
  'InitProducerId',
  InitProducerIdRequest,
  InitProducerIdResponse,
  handleInitProducerId,
);

/** InitProducerId, v0–5. Gives an idempotent producer its id; transactional ones come with transactions. */
function handleInitProducerId(context: RequestContext, request: InitProducerIdRequest): Response {
  const { transactionalId, producerId, producerEpoch } = request;
  if (transactionalId === '') return failed(ErrorCode.INVALID_REQUEST);
  // As FindCoordinator: there are no transactions yet, and asking again would not help.
  if (transactionalId !== null) return failed(ErrorCode.UNSUPPORTED_VERSION);
  if (!context.allowed('IdempotentWrite', 'Cluster', CLUSTER_NAME))
    return failed(ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
  // Id and epoch come together or not at all, and only a transactional producer may bring them (KIP-360).
  if ((producerId === -1) !== (producerEpoch === -1)) return failed(ErrorCode.INVALID_REQUEST);
  const { producerIds, metadata } = context.services;
  const id = producerIds.allocate(context.broker, (record) => metadata.write([record], context.now));
  return { errorCode: ErrorCode.NONE, producerId: id, producerEpoch: 0 };
}

function failed(errorCode: ErrorCode): Response {
  return { errorCode, producerId: -1, producerEpoch: -1 };
}

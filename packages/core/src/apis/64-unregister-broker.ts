import { ErrorCode, type InferInput, UnregisterBrokerRequest, UnregisterBrokerResponse } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import { CLUSTER_NAME, type RequestContext } from '../context.ts';
import { unregisterBroker as unregister } from '../metadata/broker-lifecycle.ts';

type Response = InferInput<typeof UnregisterBrokerResponse>;

export const unregisterBroker: Api = defineApi(
  'UnregisterBroker',
  UnregisterBrokerRequest,
  UnregisterBrokerResponse,
  handleUnregisterBroker,
);

/** UnregisterBroker, v0. Forgets a broker (KIP-631); one that still runs is left alone, and not told. */
function handleUnregisterBroker(context: RequestContext, { brokerId }: UnregisterBrokerRequest): Response {
  if (!context.allowed('Alter', 'Cluster', CLUSTER_NAME))
    return { errorCode: ErrorCode.CLUSTER_AUTHORIZATION_FAILED, errorMessage: 'Cluster authorization failed.' };
  if (!context.services.metadata.brokers.has(brokerId)) {
    const errorMessage = `Broker ID ${brokerId} is not currently registered`;
    return { errorCode: ErrorCode.BROKER_ID_NOT_REGISTERED, errorMessage };
  }
  unregister(context.services, brokerId, context.now);
  return { errorCode: ErrorCode.NONE, errorMessage: '' };
}

import type { Exchange } from '@testka/core';
import type { BrokerContext } from '../context.ts';
import type { ApiName } from '../types/apis.ts';
import type { ReceivedRequest } from '../types/trace.ts';

/** A client's request that is not answered yet, as the client has sent it. */
export function receivedRequest<A extends ApiName>({ view }: BrokerContext, exchange: Exchange): ReceivedRequest<A> {
  const { api, apiVersion, broker, clientId, receivedAtMs, requestFrame } = exchange;
  // The test's own requests have none, and nothing holds them.
  if (requestFrame === undefined) throw new Error(`${api} came in a frame`);
  return {
    api: api as A,
    apiVersion,
    at: new Date(receivedAtMs),
    clientId,
    node: broker,
    // A copy: what the socket gave is still to be handled, and what a test does with its request must not change that.
    request: view.decoded(api, 'request', apiVersion, Buffer.from(requestFrame)) as ReceivedRequest<A>['request'],
  };
}

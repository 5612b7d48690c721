import { ApiKey, type ApiName, type Infer, type InferInput, type Message } from '@testka/protocol';
import type { RequestContext } from './context.ts';
import type { Parked } from './parked.ts';

/** No bytes go back: Produce with acks=0. */
export const NO_REPLY: unique symbol = Symbol('no reply');
/** The connection is closed instead of answered: how Kafka reports an error to Produce with acks=0. */
export const CLOSE: unique symbol = Symbol('close');

/** What a handler gives: the answer, the promise of one, or neither. */
export type Reply<Response> = Response | Parked<Response> | typeof NO_REPLY | typeof CLOSE;

/** One API: its declarations and what the broker does with it. One file per API key under `apis/`. */
export interface Api {
  readonly name: ApiName;
  readonly key: number;
  readonly request: Message;
  readonly response: Message;
  /** What ApiVersions says where it is lower than what is served (KAFKA-18659, Produce); undefined: it is not. */
  readonly advertisedMin: number | undefined;
  readonly handle: (context: RequestContext, request: never) => Reply<unknown>;
  /** Counts an answered request for its client's quota. @returns for how long the connection is to be mute, ms. */
  readonly charge: ((context: RequestContext) => number) | undefined;
}

interface ApiOptions {
  readonly advertisedMin?: number;
  readonly charge?: Api['charge'];
}

/** Ties a handler to its declarations; the handler's types follow from them. */
export function defineApi<Req extends Message, Res extends Message>(
  name: ApiName,
  request: Req,
  response: Res,
  handle: (context: RequestContext, request: Infer<Req>) => Reply<InferInput<Res>>,
  options: ApiOptions = {},
): Api {
  return {
    name,
    key: ApiKey[name],
    request,
    response,
    advertisedMin: options.advertisedMin,
    handle,
    charge: options.charge,
  };
}

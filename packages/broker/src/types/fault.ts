import type { ApiName, ApiRequest, ApiResponse } from './apis.ts';
import type { ClientConnection } from './broker.ts';
import type { WaitOptions } from './message.ts';
import type { ReceivedRequest } from './trace.ts';

/** The name of one of Kafka's errors, as in its protocol guide: `'NOT_ENOUGH_REPLICAS'`. */
export type ErrorName =
  | 'COORDINATOR_LOAD_IN_PROGRESS'
  | 'COORDINATOR_NOT_AVAILABLE'
  | 'ILLEGAL_GENERATION'
  | 'INVALID_PRODUCER_EPOCH'
  | 'INVALID_RECORD'
  | 'LEADER_NOT_AVAILABLE'
  | 'MESSAGE_TOO_LARGE'
  | 'NOT_COORDINATOR'
  | 'NOT_ENOUGH_REPLICAS'
  | 'NOT_LEADER_OR_FOLLOWER'
  | 'OFFSET_OUT_OF_RANGE'
  | 'OUT_OF_ORDER_SEQUENCE_NUMBER'
  | 'REBALANCE_IN_PROGRESS'
  | 'REQUEST_TIMED_OUT'
  | 'TOPIC_AUTHORIZATION_FAILED'
  | 'UNKNOWN_MEMBER_ID'
  | 'UNKNOWN_SERVER_ERROR'
  | 'UNKNOWN_TOPIC_OR_PARTITION'
  | (string & {});

/** Which requests of clients are meant: all that is given must hold. The test's own calls are never meant. */
export interface RequestMatch<A extends ApiName = ApiName> {
  /** One API, several, or `'*'` for every one. */
  readonly api: A | readonly A[] | '*';
  /** Requests that name the topic. Of a request about several, only this one is meant. */
  readonly topic?: string;
  readonly partition?: number;
  /**
   * Requests that name the group; of APIs whose requests name none, such as Fetch and Produce, those of clients that have a
   * member in it.
   */
  readonly group?: string;
  readonly transactionalId?: string;
  readonly clientId?: string | RegExp;
  /** The id of the node that was asked. */
  readonly node?: number;
  /**
   * A condition of your own, on the decoded request. What it throws counts as no, and is thrown by `waitForHit()`, `remove()`,
   * `arrived()` and `release()`.
   */
  readonly when?: (request: ApiRequest<A>) => boolean;
}

/** What happens to a request that is meant. */
export type FaultEffect =
  /**
   * It is answered with an error: for the topics, partitions or groups that are meant, and the rest is done as ever.
   * `apply: true`: all of the work is done, and the answer says that it failed.
   */
  | { readonly error: ErrorName; readonly apply?: boolean }
  /** It is handled that many ms of broker time later, even when the client has given up meanwhile, as by a slow broker. */
  | { readonly delay: number }
  /** The connection closes: `'before'`, and nothing is done; `'after'`, and only the answer is lost. */
  | { readonly disconnect: 'before' | 'after' }
  /** It is never answered, nor is what follows on its connection. `apply: true`: the work is done. */
  | { readonly drop: true; readonly apply?: boolean }
  /** It is answered with this `throttle_time_ms`, and the connection is silent for so long (KIP-219). */
  | { readonly throttle: number }
  /** `'crc'`: fetched batches have a wrong checksum. `'truncate'`: the second half of the answer is missing. */
  | { readonly corrupt: 'crc' | 'truncate' }
  /** Nothing: it is counted, and can be awaited. */
  | { readonly observe: true };

/** Something that goes wrong, as data: it can be printed, stored and, without `when`, sent to a worker. */
export type Fault<A extends ApiName = ApiName> = RequestMatch<A> & {
  /** How many requests it acts on. Default: all, until it is removed. */
  readonly times?: number;
  /** How many of them it lets pass first. Default 0. */
  readonly skip?: number;
  /** From 0 to 1: how many of them it acts on, drawn from the broker's seed. Default 1. */
  readonly probability?: number;
} & FaultEffect;

/** A fault in force. Disposing of it removes it: `using fault = broker.inject({ … })`. */
export interface FaultHandle extends Disposable {
  /** As it was given; a gate as its match with `hold: true`, an interceptor as `{ api, handler: true }`. */
  readonly fault: Readonly<Record<string, unknown>>;
  /** Requests that it has acted on. */
  readonly hits: number;
  /** Requests that it will still act on: Infinity without `times`, 0 once it is removed. */
  readonly remaining: number;
  /**
   * Resolves when it has acted on that many requests; at once if it has.
   * @param count default 1
   * @throws WaitTimeoutError
   */
  waitForHit(count?: number, options?: WaitOptions): Promise<void>;
  /** Ends it. What it has delayed stays delayed. Does nothing the second time, and after `reset()` or `restore()`. */
  remove(): void;
}

/** Holds requests back. Disposing of it releases it: `using gate = broker.hold({ … })`. */
export interface Gate<A extends ApiName = ApiName> extends Disposable {
  /** How many requests it holds now. */
  readonly waiting: number;
  /** The requests that it holds now, in the order in which they came. */
  readonly requests: readonly ReceivedRequest<A>[];
  /**
   * Resolves when it holds a request; at once if it does.
   * @param options `count`: how many it is to hold. Default 1.
   * @returns the last of these: the request that was waited for
   * @throws WaitTimeoutError
   */
  arrived(options?: WaitOptions & { count?: number }): Promise<ReceivedRequest<A>>;
  /** Lets everything go that it holds, and holds nothing any more. Does nothing the second time, and after `reset()` or `restore()`. */
  release(): void;
}

/** What an interceptor can do with a request. */
export interface InterceptContext<A extends ApiName> {
  /** Which API is asked, where several are intercepted. */
  readonly api: A;
  readonly client: ClientConnection;
  /** The id of the node that was asked. */
  readonly node: number;
  readonly apiVersion: number;
  /**
   * Has the broker do the work, once.
   * @param request to be done instead of the one that came in
   * @returns the broker's answer, which is not sent by that; null where it has none (acks=0)
   */
  next(request?: ApiRequest<A>): Promise<ApiResponse<A> | null>;
  /** To be returned: an answer that says so, for everything that was asked about. */
  error(name: ErrorName): Intercepted;
  /** To be returned: the connection closes. */
  disconnect(): Intercepted;
}

/** What `InterceptContext.error()` and `disconnect()` give. */
export interface Intercepted {
  readonly intercepted: 'error' | 'disconnect';
}

/** Sees a request of an API, or of several, and may answer it. Returning nothing lets the broker answer. */
export type Interceptor<A extends ApiName> = (
  request: ApiRequest<A>,
  context: InterceptContext<A>,
) => ApiResponse<A> | Intercepted | void | Promise<ApiResponse<A> | Intercepted | void>;

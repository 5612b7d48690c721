import type { ApiName, ApiRequest, ApiResponse } from './apis.ts';
import type { ErrorName, RequestMatch } from './fault.ts';
import type { WaitOptions } from './message.ts';

/** A request of a client that was answered, or closed its connection. */
export interface RecordedRequest<A extends ApiName = ApiName> {
  readonly api: A;
  readonly apiVersion: number;
  /** When it came in, by broker time. */
  readonly at: Date;
  /** Until it was answered, ms of broker time. */
  readonly durationMs: number;
  readonly clientId: string | null;
  /** The id of the node that was asked. */
  readonly node: number;
  readonly request: ApiRequest<A>;
  /** Null: there was none (acks=0), or the connection was closed instead. */
  readonly response: ApiResponse<A> | null;
  /** Kafka's names of the errors in the response. */
  readonly errors: readonly ErrorName[];
  /** The faults that acted on it, in words. */
  readonly faults: readonly string[];
}

/** Which requests of the trace: as in faults, and without `api` those of all. */
export type TraceMatch<A extends ApiName = ApiName> = Partial<RequestMatch<A>>;

/** What clients have asked since the test began: the last 10,000 requests, and of these no more than 8 MiB. */
export interface Trace {
  /**
   * Requests in the order of their answers, decoded.
   * @throws BrokerError ERR_INVALID_FAULT for a match that cannot be
   */
  requests<A extends ApiName = ApiName>(match?: TraceMatch<A>): RecordedRequest<A>[];
  /**
   * Resolves with the first request that matches and was answered; at once if there is one.
   * @throws WaitTimeoutError
   */
  waitForRequest<A extends ApiName = ApiName>(
    match?: TraceMatch<A>,
    options?: WaitOptions,
  ): Promise<RecordedRequest<A>>;
  /**
   * The last requests as text, one a line, without heartbeats and empty fetches.
   * @param options `last`: how many, default 20 and at most 200
   */
  print(options?: { last?: number }): string;
  /** Forgets what was recorded. */
  clear(): void;
}

import type { ApiName, ApiRequest, ApiResponse } from './apis.ts';
import type { ErrorName, RequestMatch } from './fault.ts';
import type { WaitOptions } from './message.ts';

/** A request of a client, as it came in. */
export interface ReceivedRequest<A extends ApiName = ApiName> {
  readonly api: A;
  readonly apiVersion: number;
  /** When it came in, by broker time. */
  readonly at: Date;
  readonly clientId: string | null;
  /** The id of the node that was asked. */
  readonly node: number;
  /** Decoded, and a copy: changing it changes nothing. */
  readonly request: ApiRequest<A>;
}

/** A request of a client that was answered, or closed its connection. */
export interface RecordedRequest<A extends ApiName = ApiName> extends ReceivedRequest<A> {
  /** Until it was answered, ms of broker time. */
  readonly durationMs: number;
  /** Null: there was none (acks=0), or the connection was closed instead. */
  readonly response: ApiResponse<A> | null;
  /** Kafka's names of the errors in the response. */
  readonly errors: readonly ErrorName[];
  /** The faults that acted on it, in words. */
  readonly faults: readonly string[];
}

/** Which requests of the trace: as in faults, and without `api` those of all. */
export type TraceMatch<A extends ApiName = ApiName> = Partial<RequestMatch<A>>;

/**
 * What becomes of the trace when a test of `useBroker()` ends.
 * - `off`: nothing is recorded.
 * - `on`: its page is written, whether the test passes or fails.
 * - `retain-on-failure`: its page is written when the test fails.
 */
export type TraceMode = 'off' | 'on' | 'retain-on-failure';

/** How much is recorded, and where pages go. */
export interface TraceOptions {
  /** Default 'retain-on-failure'. */
  mode?: TraceMode;
  /** Folder of the pages, by the working directory. Default `node_modules/.cache/testka`. */
  dir?: string;
  /** The most pages in that folder; the oldest go first, but none of the last hour, whose paths were printed. Default 20. */
  maxTraces?: number;
  /** The most requests that are kept; the oldest go first. Default 10,000. */
  maxRequests?: number;
  /** The most bytes of requests and responses that are kept; the oldest go first. Default 8 MiB. */
  maxBytes?: number;
  /** Whether pages show the keys, values and headers of messages. Default true; false where they are nobody's business. */
  values?: boolean;
}

/** What clients have asked since the test began: the last 10,000 requests, and of these no more than 8 MiB. */
export interface Trace {
  /**
   * Requests in the order of their answers, decoded.
   * @throws BrokerError ERR_INVALID_MATCH for a match that cannot be; ERR_TRACE_OFF
   */
  requests<A extends ApiName = ApiName>(match?: TraceMatch<A>): RecordedRequest<A>[];
  /**
   * Resolves with the first request that matches and was answered; at once if there is one.
   * @throws WaitTimeoutError; BrokerError ERR_TRACE_OFF
   */
  waitForRequest<A extends ApiName = ApiName>(
    match?: TraceMatch<A>,
    options?: WaitOptions,
  ): Promise<RecordedRequest<A>>;
  /**
   * The last requests as text, one a line, without heartbeats and empty fetches.
   * @param options `last`: how many, default 20 and at most 200; `all`: with heartbeats and empty fetches
   * @throws BrokerError ERR_INVALID_ARGUMENT; ERR_TRACE_OFF with `all`
   */
  print(options?: { last?: number; all?: boolean }): string;
  /**
   * Writes one HTML page that needs nothing else: a timeline of clients, groups, rebalances and faults, and each request
   * and response decoded. With what was before the last `reset()`, so that hooks which come after it still see the test.
   * @param path the file (no folder: ERR_INVALID_ARGUMENT), by the working directory; its folder is made. Default: a new file in the option's `dir`
   * @returns the absolute path
   * @throws BrokerError ERR_TRACE_OFF, ERR_INVALID_ARGUMENT; what the file system says
   */
  save(path?: string): Promise<string>;
  /** Forgets what was recorded: `requests()`, `print()`, `save()` and reports begin anew, as with `reset()`. */
  clear(): void;
}

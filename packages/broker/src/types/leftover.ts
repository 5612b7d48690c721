/** Something that a test has left behind. */
export interface Leftover {
  /**
   * - `connection`: a client that is still connected.
   * - `group-member`: a consumer that is still in its group; its connections are not told of apart.
   * - `unused-fault`: a fault with `times`, or a hold, that no request has met.
   * - `idle-fault`: a fault without `times`, or an interceptor, that no request has met.
   * - `partly-used-fault`: a fault with `times` that fewer requests have met.
   * - `lost-fault`: one that was injected before a test of `useBroker()`, whose beginning has removed it.
   * - `failed-interceptor`: an interceptor has thrown, and nobody was told.
   * - `failed-condition`: `when` of a fault or a hold has thrown, and nobody was told.
   * - `pending-wait`: a wait or matcher that has begun and come to no end, as one without `await` does.
   */
  readonly kind:
    | 'connection'
    | 'group-member'
    | 'unused-fault'
    | 'idle-fault'
    | 'partly-used-fault'
    | 'lost-fault'
    | 'failed-interceptor'
    | 'failed-condition'
    | 'pending-wait';
  /** In words, with the line that opened it where that is known. */
  readonly description: string;
  /** Of a fault that no request has met: why that may be. */
  readonly reason?: string;
  readonly clientId: string | null;
  /**
   * `src/consumer.ts:41`; null: it is not known, as of other processes. Of a native client that may be one of several
   * `a.ts:1 or b.ts:2`.
   */
  readonly openedBy: string | null;
}

/** What is done about leftovers. */
export type LeftoversOption = 'ignore' | 'warn' | 'error';

/** Something that a test has left behind. */
export interface Leftover {
  /**
   * - `connection`: a client that is still connected.
   * - `group-member`: a consumer that is still in its group; its connections are not told of apart.
   * - `unused-fault`: a fault with `times`, or a hold, that no request has met.
   * - `failed-interceptor`: an interceptor has thrown, and nobody was told.
   */
  readonly kind: 'connection' | 'group-member' | 'unused-fault' | 'failed-interceptor';
  /** In words, with the line that opened it where that is known. */
  readonly description: string;
  readonly clientId: string | null;
  /** `src/consumer.ts:41`; null: it is not known, as of native clients and other processes. */
  readonly openedBy: string | null;
}

/** What is done about leftovers. */
export type LeftoversOption = 'ignore' | 'warn' | 'error';

/**
 * What a broker held when `snapshot()` was called: topics with their messages, configs, and what groups had committed; not who
 * was connected. It never changes, and any number of brokers may be restored to it or made from it. It can be cloned, sent to
 * a worker or provided to tests; `data` alone can be written to a file.
 */
export interface Snapshot {
  /** Of the format of `data`. */
  readonly version: 1;
  /** All of it, as bytes, made when they are first asked for: within a process nobody needs them. */
  readonly data: Uint8Array;
}

/** Broker time: what sessions, rebalances, delays and retention go by. Fake timers of a test runner do not touch it. */
export interface Clock {
  /** 'manual': it stands still, until it is resumed. */
  readonly mode: 'real' | 'manual';
  now(): Date;
  /** Stops it. Waits still end after their time limits, and a fetch that waits for records is answered after 200 ms. */
  freeze(): void;
  /** Lets it go on from where it stood. */
  resume(): void;
  /**
   * Moves it, frozen or not: everything that falls due on the way happens, in its order. Members of groups whose clients are
   * connected are taken to heartbeat meanwhile; `heartbeats: false` lets their sessions end.
   * @param by ms, or a text such as `'30 s'`, `'10 min'`, `'7 days'`
   * @throws BrokerError ERR_INVALID_ARGUMENT
   */
  advance(by: number | string, options?: { heartbeats?: boolean }): Promise<void>;
}

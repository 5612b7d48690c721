import type {
  ApiName,
  ApiRequest,
  Broker,
  DeepPartial,
  Group,
  MessageMatch,
  RequestMatch,
  Topic,
  TopicPartitionOffset,
  WaitOptions,
} from '@testka/broker';

/**
 * How long a matcher waits. With `.not`, and where nothing else may come, it first waits until nothing is going on; `quiet`
 * and `lag` are those of `broker.waitForIdle()`.
 */
export interface MatcherOptions extends WaitOptions {
  quiet?: number;
  lag?: 'committed' | 'fetched';
}

/** A request of clients: which ones are meant, as in faults, and fields that they must have, by Kafka's names. */
export type ReceivedRequest<A extends ApiName> = RequestMatch<A> & {
  readonly [Field in Exclude<keyof ApiRequest<A>, keyof RequestMatch>]?: DeepPartial<ApiRequest<A>[Field]>;
} & {
  /** Exactly so often; 0: never. Default: at least once. */
  readonly times?: number;
};

/** What can be said of a topic. */
export interface TopicAssertions<V> {
  readonly not: Omit<TopicAssertions<V>, 'not'>;
  /** The topic has such a message, or gets it. */
  toHaveMessage(match?: MessageMatch<V>, options?: MatcherOptions): Promise<void>;
  /**
   * The topic has exactly so many messages (`exact: false`: at least), or it has these, each a message of its own, in this
   * order, with others before, between and behind them.
   * @param options `exact`: no others; `anyOrder`: in whatever order
   */
  toHaveMessages(
    messages: readonly MessageMatch<V>[] | number,
    options?: MatcherOptions & { exact?: boolean; anyOrder?: boolean },
  ): Promise<void>;
  /** The topic has no message now. It does not wait: `await broker.waitForIdle()` before. */
  toBeEmpty(): void;
}

/** What can be said of a consumer group. */
export interface GroupAssertions {
  readonly not: Omit<GroupAssertions, 'not'>;
  /** The group has just so many records still to commit, in all or of one topic. */
  toHaveLag(lag: number, options?: Omit<MatcherOptions, 'lag'> & { topic?: string }): Promise<void>;
  /** The group has committed just this offset. */
  toHaveCommittedOffset(at: TopicPartitionOffset, options?: MatcherOptions): Promise<void>;
  /** As `group.waitUntilReady()`. */
  toBeReady(options?: MatcherOptions & { members?: number; topics?: readonly string[] }): Promise<void>;
}

/** What can be said of a broker. */
export interface BrokerAssertions {
  readonly not: Omit<BrokerAssertions, 'not'>;
  /** Clients have asked this, or ask it. */
  toHaveReceivedRequest<A extends ApiName>(request: ReceivedRequest<A>, options?: MatcherOptions): Promise<void>;
  /** Nothing is left behind, now: see `broker.leftovers()`. */
  toHaveNoLeftovers(): void;
}

/** What `expect()` returns, by what is expected on; `Base` is what the runner's own returns. */
export interface ExpectCalls<Base> {
  <V>(actual: Topic<V>, message?: string): TopicAssertions<V> & Base;
  (actual: Group, message?: string): GroupAssertions & Base;
  (actual: Broker, message?: string): BrokerAssertions & Base;
}

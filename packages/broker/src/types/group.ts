import type { WaitOptions } from './message.ts';

/** A place in a partition; the partition is 0 unless it is given. */
export interface TopicPartitionOffset {
  topic: string;
  partition?: number;
  offset: number;
}

/** What a test can do with a consumer group of any cluster. */
export interface TestGroup {
  readonly groupId: string;
  /**
   * Resolves when the group is Stable and every assigned partition was fetched since its member got it: from here on, a
   * consumer that starts at "latest" misses nothing. A member without partitions counts as ready.
   *
   * A Fetch does not say for which group it is. It counts for the member whose client id and host it comes from; when
   * members of several groups have the same of both and own the same partition, as many connections as there are such
   * members must fetch it. A consumer that assigns partitions to itself, without a group, has nothing to wait for here.
   * @param options `members`: at least so many; `topics`: all their partitions must have an owner.
   * @throws WaitTimeoutError with who is missing
   */
  waitUntilReady(options?: WaitOptions & { members?: number; topics?: readonly string[] }): Promise<void>;
  /**
   * Resolves when the group has committed everything that was produced: its lag is 0, or no more than `lag`. A group that
   * has neither committed anything nor been given partitions has not caught up.
   * @throws WaitTimeoutError with the lag of each partition
   */
  waitUntilCaughtUp(options?: WaitOptions & { topic?: string; lag?: number }): Promise<void>;
  /**
   * Resolves when the group has committed this offset or a later one.
   * @throws WaitTimeoutError with what it has committed; BrokerError ERR_INVALID_PARTITION
   */
  waitForCommit(at: TopicPartitionOffset, options?: WaitOptions): Promise<void>;
  /**
   * Moves the committed offsets: of the partitions given, or of all that the group has committed. The group must be empty.
   * @throws BrokerError ERR_GROUP_NOT_EMPTY, ERR_UNKNOWN_GROUP, ERR_UNKNOWN_TOPIC, ERR_INVALID_ARGUMENT
   */
  resetOffsets(to: 'earliest' | 'latest' | Date | readonly TopicPartitionOffset[]): Promise<void>;
  /** Deletes the group with its offsets; it must be empty. @throws BrokerError ERR_GROUP_NOT_EMPTY, ERR_UNKNOWN_GROUP */
  delete(): Promise<void>;
}

/** A consumer group of the embedded broker. Reads are synchronous: they give what is there now, as plain data. */
export interface Group extends TestGroup {
  /** 'none': no such group (yet). */
  readonly protocol: 'classic' | 'consumer' | 'share' | 'streams' | 'none';
  /** 'Dead' is also what Kafka says of a group that does not exist. */
  readonly state:
    | 'Empty'
    | 'PreparingRebalance'
    | 'CompletingRebalance'
    | 'Assigning'
    | 'Reconciling'
    | 'Stable'
    | 'Dead';
  /** Grows with every rebalance; -1: the group does not exist. */
  readonly generation: number;
  /** Node id of the coordinator. Null: none, or nobody has asked for it yet. */
  readonly coordinator: number | null;
  /** Name of the assignor that the members agreed on. */
  readonly assignor: string | null;
  /** In the order in which they joined. */
  readonly members: readonly GroupMember[];
  /** What the group has committed. */
  readonly offsets: readonly CommittedOffset[];
  /**
   * The committed offset of one partition (default 0): that of the record to be read next. Null: none.
   * @throws BrokerError ERR_UNKNOWN_TOPIC, ERR_INVALID_PARTITION
   */
  committedOffset(topic: string, partition?: number): number | null;
  /**
   * How many records, in all or in one topic, the group has still to commit. Partitions that it owns but has not committed
   * count from where it began to read them.
   * @throws BrokerError ERR_UNKNOWN_GROUP, ERR_UNKNOWN_TOPIC
   */
  lag(topic?: string): number;
  /**
   * Makes a node the group's coordinator: the leader of its partition of `__consumer_offsets`, and so of all groups that fall
   * into that.
   * @throws BrokerError ERR_LEADER_REFUSED (it has no replica there, is not in sync or not running), ERR_UNKNOWN_NODE,
   * ERR_NODE_STATE (no node is running)
   */
  setCoordinator(nodeId: number): void;
  /**
   * Makes the members join again, as if one had come or gone: they learn it by their next heartbeats.
   * @throws BrokerError ERR_UNKNOWN_GROUP, ERR_UNKNOWN_MEMBER (nobody is in it)
   */
  rebalance(): void;
  /**
   * Ends a member's session, as if `session.timeout.ms` had passed without a heartbeat: the others rebalance, and the member
   * is told UNKNOWN_MEMBER_ID when it next asks.
   * @param memberId may be left out where the group has one member
   * @throws BrokerError ERR_UNKNOWN_MEMBER
   */
  expireMember(memberId?: string): void;
  /** The last rebalances, oldest first. */
  readonly rebalances: readonly Rebalance[];
}

export interface GroupMember {
  readonly memberId: string;
  readonly clientId: string;
  readonly groupInstanceId: string | null;
  /** Address that the member joined from. */
  readonly host: string;
  readonly subscription: readonly string[];
  readonly assignment: readonly { readonly topic: string; readonly partition: number }[];
  /** Whether it has fetched each of its partitions since it got them. */
  readonly ready: boolean;
  /**
   * Closes the connections over which it takes part in the group and reads, from the broker's side and without a word, as a
   * network that fails. Its client may connect again at once, and it is a member until its session ends: see
   * `Group.expireMember()` for that. Does nothing when it has no connection any more.
   * @throws BrokerError ERR_BROKER_CLOSED
   */
  disconnect(): void;
}

export interface CommittedOffset {
  readonly topic: string;
  readonly partition: number;
  /** Of the record to be read next. */
  readonly offset: number;
  readonly metadata: string | null;
  readonly leaderEpoch: number | null;
  /** Records from here to the end. */
  readonly lag: number;
}

export interface Rebalance {
  readonly at: Date;
  /** The generation it led to, or will lead to. */
  readonly generation: number;
  /** Why: "member worker-1-0a1b2c3d joined". */
  readonly reason: string;
  /** So far, if it is under way. */
  readonly durationMs: number;
}

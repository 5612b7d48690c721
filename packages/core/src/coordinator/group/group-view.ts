import type { ConnectionId } from '../../command.ts';

/** What kind of group it is, as ListGroups v5 says. */
type GroupType = 'classic' | 'consumer' | 'share' | 'streams';

/** A topic and some of its partitions, as assignments name them. */
export interface TopicPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

/** A look at a group as it is now; every getter reads live state. */
export interface GroupView {
  readonly groupId: string;
  readonly type: GroupType;
  /** As DescribeGroups says: Empty, PreparingRebalance, CompletingRebalance, Stable, Dead. */
  readonly state: string;
  /** "consumer" for consumers; null until somebody joins, or for groups that only commit. */
  readonly protocolType: string | null;
  /** The assignor that the members agreed on; null while nobody is in. */
  readonly protocolName: string | null;
  readonly generationId: number;
  /** Member id of the leader, which computes assignments; null while nobody is in. */
  readonly leaderId: string | null;
  /** In the order in which they joined. */
  memberViews(): IterableIterator<MemberView>;
  /** When the assignment in force was handed out; undefined when there is none. */
  readonly assignedAtMs: number | undefined;
  /** The last rebalances, oldest first; the last one may be under way. */
  readonly rebalances: readonly RebalanceView[];
}

/** A look at a member. */
export interface MemberView {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  /** Of its last JoinGroup, SyncGroup or Heartbeat; undefined for the test's own requests and after a reload. */
  readonly connection: ConnectionId | undefined;
  /** When it was last heard of, ms; undefined after a reload. */
  readonly lastSeenAtMs: number | undefined;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** Empty when it is no consumer or its metadata cannot be read. */
  readonly subscribedTopics: readonly string[];
  readonly assignment: readonly TopicPartitions[];
  /** Since when its JoinGroup has been waiting for the others; undefined when it is not. */
  readonly joiningSinceMs: number | undefined;
  /** Since when its SyncGroup has been waiting for the leader; undefined when it is not. */
  readonly syncingSinceMs: number | undefined;
  /** Event number of the SyncGroup that last gave it an assignment; undefined before the first and after a reload. */
  readonly assignedSequence: number | undefined;
  /** When that was, ms. */
  readonly assignedAtMs: number | undefined;
}

/** A rebalance that was, or is, under way. */
export interface RebalanceView {
  /** The generation it led to or will lead to. */
  readonly generationId: number;
  /** What began it and what came on top, in words: "member worker-1-0a1b2c3d joined". */
  readonly reasons: readonly string[];
  readonly startedAtMs: number;
  /**
   * When the assignment was handed out or the group was found empty; undefined while under way, or when it was
   * overtaken.
   */
  readonly completedAtMs: number | undefined;
}

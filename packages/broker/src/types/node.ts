import type { FaultHandle } from './fault.ts';

/** A broker of the cluster. */
export interface Node {
  /** Kafka's `node.id`. */
  readonly id: number;
  /** Host that clients are told. */
  readonly host: string;
  /** Port that clients are told. It stays the same while the node is stopped. */
  readonly port: number;
  /** Kafka's `broker.rack`. Null: none. */
  readonly rack: string | null;
  /** Whether it answers now: neither stopped nor paused. */
  readonly up: boolean;
  /** Whether it is paused. */
  readonly paused: boolean;
  /** How much later than it could it gives its answers, ms. */
  readonly latency: number;
  /** Whether clients are told that this node is the controller: some running one, as in KRaft. */
  readonly isController: boolean;
  /**
   * Stops it in order, as on SIGTERM: what it leads goes to replicas that are in sync, its connections are closed, new ones
   * are refused, and clients no longer hear of it. Resolves when its port is closed. Does nothing if it is stopped.
   * @param options `election: false` lets nobody take over: what it led has no leader until a node that may lead it starts, or
   * `topic.setLeader()` elects one.
   */
  stop(options?: { election?: boolean }): Promise<void>;
  /**
   * Ends it at once, as on SIGKILL: connections are closed and new ones refused, but the cluster takes it for alive until its
   * session ends (`broker.session.timeout.ms`, 9 s); only then do others lead. Does nothing if it is stopped.
   */
  kill(): Promise<void>;
  /**
   * Starts it again after `stop()` or `kill()`, at the same port. Resolves when it listens and is in sync again in every
   * partition that has a leader. What it led before it was stopped stays where it is, as in Kafka, for up to 5 minutes
   * (`auto.leader.rebalance.enable`); see `topic.setLeader()`.
   * Does nothing if it is running, unless a client has unregistered it: then it is registered again.
   * @throws BrokerError ERR_PORT_IN_USE, ERR_NODE_STATE (it is paused); WaitTimeoutError
   */
  start(): Promise<void>;
  /**
   * Freezes it, as SIGSTOP or a long garbage collection would: connections stay open and are accepted, nothing is answered.
   * After `broker.session.timeout.ms` (9 s) others lead. Does nothing if it is paused.
   * @throws BrokerError ERR_NODE_STATE (it is stopped)
   */
  pause(): void;
  /** Ends `pause()`: it answers what has come in meanwhile. Does nothing if it is running. @throws BrokerError ERR_NODE_STATE */
  resume(): void;
  /**
   * From now on each answer of this node to a client is given so many ms of broker time later; the work is done at once. On one
   * connection answers come one after the other, so what waits behind one waits for it. 0, and `reset()`, end that.
   * @throws BrokerError ERR_INVALID_ARGUMENT
   */
  setLatency(ms: number): void;
  /**
   * Closes connections to this node as soon as they are opened; those that are open stay. See `disconnectClients()`.
   * @param options `times`: how many. Default: all, until it is removed.
   * @throws BrokerError ERR_INVALID_ARGUMENT
   */
  refuseConnections(options?: { times?: number }): FaultHandle;
  /** Closes every connection to this node from its side, without a word; clients may connect again at once. */
  disconnectClients(): void;
  /**
   * Keeps it from replicating what it follows: one partition, one topic, or everything. While it is in sync, consumers do not get
   * what it lacks, and producers with acks=all wait; after `replica.lag.time.max.ms` (30 s), or at once with `hold.expire()`, it
   * is in sync no longer.
   * @returns ends it, also at the end of a block: `using hold = node.holdReplication()`
   * @throws BrokerError ERR_UNKNOWN_TOPIC, ERR_INVALID_PARTITION, ERR_INVALID_ARGUMENT
   */
  holdReplication(what?: { topic?: string; partition?: number }): ReplicationHold;
}

/** A follower that is held back. */
export interface ReplicationHold extends Disposable {
  /**
   * As if `replica.lag.time.max.ms` had passed: where the node lacks something it leaves the in-sync replicas, and the others
   * go on without it. A follower that lacks nothing stays in sync, as in Kafka.
   */
  expire(): void;
  /**
   * Lets it catch up; it is in sync again at once. Ends narrower holds of the same node too. Does nothing the second time, and
   * after `reset()`.
   */
  release(): void;
}

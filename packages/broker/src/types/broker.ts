import type { ApiName } from './apis.ts';
import type { Clock } from './clock.ts';
import type { Fault, FaultHandle, Gate, Interceptor, RequestMatch } from './fault.ts';
import type { Group } from './group.ts';
import type { Leftover, LeftoversOption } from './leftover.ts';
import type { Untyped, WaitOptions } from './message.ts';
import type { Node } from './node.ts';
import type { TopicsOption } from './options.ts';
import type { Snapshot } from './snapshot.ts';
import type { Topic, TopicReadOptions } from './topic.ts';
import type { Trace } from './trace.ts';

/** What clients need to connect: spread it into the client's own config. */
export interface Connection {
  /** For `new Kafka({ clientId, ...kafkajs })`. */
  readonly kafkajs: { brokers: string[]; sasl?: { mechanism: 'plain'; username: string; password: string } };
  /** For `new KafkaJS.Kafka({ ...confluent })` of @confluentinc/kafka-javascript, and for librdkafka. */
  readonly confluent: {
    'bootstrap.servers': string;
    'security.protocol'?: 'sasl_plaintext';
    'sasl.mechanism'?: 'PLAIN';
    'sasl.username'?: string;
    'sasl.password'?: string;
  };
  /** For `new Producer({ clientId, ...platformatic })` of @platformatic/kafka. */
  readonly platformatic: {
    bootstrapBrokers: string[];
    sasl?: { mechanism: 'PLAIN'; username: string; password: string };
  };
  /**
   * Environment variables for child processes: KAFKA_BOOTSTRAP_SERVERS and KAFKA_BROKERS, and for a user KAFKA_USERNAME,
   * KAFKA_PASSWORD and KAFKA_SASL_MECHANISM.
   * @param names other names for some of them: `{ KAFKA_BROKERS: 'MY_BROKERS' }`
   */
  env(names?: Readonly<Record<string, string>>): Record<string, string>;
}

/** A client's TCP connection. */
export interface ClientConnection {
  /** Null until the first request. */
  readonly clientId: string | null;
  /** Name and version of the client library, if it tells. */
  readonly software: string | null;
  readonly remotePort: number;
  /** Id of the broker it is connected to. */
  readonly node: number;
  /** Null: not authenticated. */
  readonly user: string | null;
  readonly openedAt: Date;
  /**
   * The line of your code that opened it: `src/consumer.ts:41`; of clients on librdkafka that cannot be told apart all of
   * theirs. Null: it is not known, as of other processes.
   */
  readonly openedBy: string | null;
  /** Requests not answered yet: one in progress, and those queued behind it. */
  readonly inFlight: number;
  /** Closes it from the broker's side, without a word. */
  destroy(): void;
}

/** An in-process Kafka broker. */
export interface Broker<V = Untyped> extends AsyncDisposable {
  /** `host:port`, for any client; of several nodes all, with commas between them. */
  readonly bootstrapServers: string;
  /** For clients that do not authenticate; see `connectionAs` for those that do. */
  readonly connection: Connection;
  /** @throws BrokerError ERR_UNKNOWN_USER when `security.users` has no such user */
  connectionAs(username: string): Connection;
  readonly clusterId: string;
  /** Topics in the order of their creation, without Kafka's own. */
  readonly topics: readonly Topic[];
  /**
   * A topic, which need not exist yet: until then it reads as empty. Where another one exists whose name differs by a letter or
   * two, what reads messages, or says that there are none, throws, as the name is probably a typo; unless `mayBeMissing`.
   * @throws BrokerError ERR_INVALID_TOPIC_NAME, ERR_INVALID_ARGUMENT
   */
  topic<N extends keyof V & string>(name: N, options?: TopicReadOptions): Topic<V[N]>;
  topic(name: string, options?: TopicReadOptions): Topic;
  /**
   * Creates topics; they have leaders when it resolves, and reset() removes them again.
   * @throws BrokerError ERR_TOPIC_EXISTS, ERR_TOPIC_REFUSED, ERR_INVALID_CONFIG, ERR_INVALID_TOPIC_NAME, ERR_INVALID_OPTION,
   * ERR_NODE_STATE (no node is running)
   */
  createTopics(topics: TopicsOption): Promise<void>;
  /** A name that this broker has given to nobody else: 'orders' → 'orders-3f2a'. The same in every run. */
  uniqueName(base: string): string;
  readonly groups: readonly Group[];
  /** A consumer group, which need not exist yet. @throws BrokerError ERR_INVALID_GROUP_ID */
  group(groupId: string): Group;
  /** The brokers of the cluster, running or not, in the order of the option `nodes`. */
  readonly nodes: readonly Node[];
  /** A broker of the cluster. @throws BrokerError ERR_UNKNOWN_NODE */
  node(id: number): Node;
  /** Clients that are connected now. */
  readonly connections: readonly ClientConnection[];
  /**
   * Makes something go wrong with what clients ask, until it is removed, its `times` are used up, or `reset()` or `restore()`. Of several
   * faults the newest acts first.
   * @throws BrokerError ERR_INVALID_FAULT, ERR_INVALID_TOPIC_NAME, ERR_UNKNOWN_NODE
   */
  inject<A extends ApiName>(fault: Fault<A>): FaultHandle;
  /**
   * Holds matching requests, until they are released: for races. A client's later requests on the same connection wait too.
   * `skip`: how many it lets pass first.
   * @throws as `inject`
   */
  hold<A extends ApiName>(match: RequestMatch<A> & { readonly skip?: number }): Gate<A>;
  /**
   * Full control of an API, of several, or with `'*'` of every one: a function sees each request, and what it returns is the
   * answer; nothing lets the broker answer.
   * What it throws closes the connection, and is thrown by `waitForHit()` and `remove()`.
   * @throws BrokerError ERR_INVALID_FAULT
   */
  intercept<A extends ApiName>(api: A | readonly A[] | '*', interceptor: Interceptor<A>): FaultHandle;
  /**
   * What is in force of all that was injected, held, intercepted or refused, oldest first: how often it was hit, and the way to
   * end it. What has used up its `times` stays until it is removed; `reset()` removes all.
   */
  readonly faults: readonly FaultHandle[];
  /** What clients have asked, request by request. */
  readonly trace: Trace;
  /** Broker time: stop it, move it. */
  readonly clock: Clock;
  /** What was accepted but does not behave as in Kafka, in words. */
  readonly warnings: readonly string[];
  /** Why is nothing happening? Groups, lag, topics, clients and the last requests, as text. */
  explain(): string;
  /**
   * Back to the state right after createBroker(), while clients stay connected: nodes run, leaders are the preferred ones;
   * resolves when consumers that are in a group are ready again.
   * @throws WaitTimeoutError with the member that is not; BrokerError ERR_PORT_IN_USE when a stopped node cannot listen again
   */
  reset(): Promise<void>;
  /** What the broker holds now: to go back to with `restore`, or to begin other brokers with (option `from`). Takes no time. */
  snapshot(): Snapshot;
  /**
   * What the broker held when the snapshot was taken, while clients stay connected: as `reset()`, which ends faults and opens
   * gates, but the clock is left alone,
   * and groups have the offsets that they had committed. Where these differ from what their members go by, members join again
   * and read from there. They learn it by their next heartbeat; it resolves when they are ready.
   * @throws WaitTimeoutError with the member that is not; BrokerError ERR_INVALID_SNAPSHOT, ERR_SNAPSHOT_MISMATCH,
   * ERR_PORT_IN_USE when a stopped node cannot listen again
   */
  restore(snapshot: Snapshot): Promise<void>;
  /**
   * A second broker with the same options and contents, on ports of its own. What is written in one is not seen in the other;
   * what was there already is shared, so a fork is cheap. Close it, as any other.
   * @throws BrokerError ERR_LISTEN_FAILED
   */
  fork(): Promise<Broker<V>>;
  /**
   * Resolves when nothing is going on: no request is in progress but fetches and heartbeats that wait, no group with members
   * has lag or rebalances, and nothing else was asked for `quiet` ms (default 50). From then on an absence can be asserted.
   * @param options `lag`: 'committed' (default) or 'fetched', for consumers that do not commit
   * @throws WaitTimeoutError with what is still going on
   */
  waitForIdle(options?: WaitOptions & { quiet?: number; lag?: 'committed' | 'fetched' }): Promise<void>;
  /**
   * A view of this broker whose messages and requests, and waits for them, begin now: for consumers of the application that
   * outlive a test. Requests count from the first that is answered from now on, in `trace`, in matchers and in reports.
   * Everything else is the same broker; what `trace.save()` writes has the whole story.
   */
  fromNow(): Broker<V>;
  /**
   * What has been left behind so far: clients that are connected, faults that nothing has met. Of clients of this process
   * that are not native it tells the line that opened them.
   */
  leftovers(): Leftover[];
  /**
   * Closes all connections and frees the port. Waits that are under way end with ERR_BROKER_CLOSED. Idempotent.
   * @param options `leftovers`: what is done about what is left: 'ignore' (default), 'warn' on the console, or 'error'
   * @throws LeftoversError once it is closed
   */
  close(options?: { leftovers?: LeftoversOption }): Promise<void>;
}

import type { ApiName } from './apis.ts';
import type { Codec, ProduceMessage, StandardSchema, Untyped } from './message.ts';
import type { Snapshot } from './snapshot.ts';
import type { TraceMode, TraceOptions } from './trace.ts';

/** Kafka configs by their Kafka names: `{ 'retention.ms': 60_000 }`. */
export type KafkaConfigs = Readonly<Record<string, string | number | boolean>>;

/** A topic to create. */
export interface TopicOption<V = unknown, K = unknown> {
  /** Default: the broker's `num.partitions`, which is 1. */
  partitions?: number;
  /** Default: the broker's `default.replication.factor`, which is 1. No more than there are nodes. */
  replicationFactor?: number;
  /** How keys are read and written. Default 'auto'. */
  key?: Codec<K>;
  /** How values are read and written; a schema also gives `topic(name)` its type. Default 'auto'. */
  value?: Codec<V>;
  /** Topic configs by their Kafka names. */
  config?: KafkaConfigs;
  /** Messages to be there at the start, and again after every reset(). */
  messages?: readonly ProduceMessage[];
}

/** `['orders', 'invoices']`, or `{ orders: { partitions: 3 }, invoices: {} }`. */
export type TopicsOption = readonly string[] | Readonly<Record<string, TopicOption<Untyped, Untyped>>>;

/** The type of values that a codec reads. */
export type CodecValue<C> =
  C extends StandardSchema<infer V>
    ? V
    : C extends { decode(...given: never[]): infer V }
      ? V
      : C extends 'string'
        ? string
        : C extends 'bytes'
          ? Buffer
          : C extends 'json'
            ? Untyped
            : unknown;

/** The type of values by topic name, out of the option `topics`. */
export type TopicValues<T> = T extends readonly (infer N extends string)[]
  ? { [P in N]: Untyped }
  : { [P in keyof T & string]: T[P] extends { value: infer C } ? CodecValue<C> : Untyped };

/** Who may connect. */
export interface SecurityOptions {
  /**
   * Clients must authenticate with SASL PLAIN: as one of these users, `{ alice: 'secret' }`, or with 'any' as anybody, so
   * that a client which insists on SASL can be tested without caring for passwords.
   */
  users?: 'any' | Readonly<Record<string, string>>;
}

/** Where the broker writes what it does. `console` will do. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Something that was accepted but does not behave as in Kafka. */
export interface Unsupported {
  readonly kind: 'config';
  /** The config's name; '' when it was set by a client while the broker ran. */
  readonly name: string;
  /** What differs, in words. */
  readonly warning: string;
}

/** A broker of the cluster to start. */
export interface NodeOption {
  /** Kafka's `node.id`. */
  id: number;
  /** Kafka's `broker.rack`. Default: none. */
  rack?: string | null;
  /** Port to listen on, 0 for any free one. Default: as the option `port` says. */
  port?: number;
  /** Port that clients are told. Default: as the option `advertisedPort` says. */
  advertisedPort?: number;
}

/** A release of Apache Kafka, as its last patch release answers. */
export type KafkaVersion = '3.9' | '4.0' | '4.1' | '4.2' | '4.3' | '4.4';

/**
 * What chaos does to requests: refuses them with an error that is over when the client asks again; closes their connection, before
 * the work or instead of the answer; makes them wait, or gives little at a time; has their group rebalance; has another node
 * lead their partition.
 */
export type ChaosKind = 'error' | 'disconnect' | 'delay' | 'rebalance' | 'leader-change';

/** Trouble that a correct client survives. */
export interface ChaosOptions {
  /**
   * What goes wrong is drawn from it: from 1 to 4294967295. Default: that of the environment variable KAFKA_CHAOS, or 1.
   */
  seed?: number;
  /** How many of all requests of clients are troubled, from 0 to 1. Default 0.04. */
  rate?: number;
  /** Default: all. Leaders change only where there are `nodes` that could lead. */
  kinds?: readonly ChaosKind[];
  /** Requests of these APIs alone. Default: all, each as its table in docs/decisions/chaos.md says. */
  apis?: readonly ApiName[];
}

/** What createBroker() takes. Everything has a default. */
export interface BrokerOptions<T extends TopicsOption = TopicsOption> {
  /** Topics that exist, with leaders, when createBroker() resolves. */
  topics?: T;
  /**
   * The release of Apache Kafka that the broker is: versions it offers, features, default configs, behaviour. Default '4.4'.
   * With '3.9' clients from 0.9 on connect, with the old message formats that 4.0 removed.
   */
  kafkaVersion?: KafkaVersion;
  /**
   * Seeded trouble that correct clients survive; `false`: none, whatever the environment says. Default: none, or that of the seed in
   * the environment variable KAFKA_CHAOS.
   */
  chaos?: ChaosOptions | false;
  /**
   * What holds where the other options do not say. 'fast': one node, nothing waits. 'production': Kafka's own defaults and three
   * nodes, three replicas of which two must be in sync, long polls as long as clients ask, waits of 20 s: for a run of the whole
   * suite before it is believed. Default: that of the environment variable KAFKA_PRESET, else 'fast'.
   */
  preset?: 'fast' | 'production';
  /** Address to listen on. Default '127.0.0.1'. */
  host?: string;
  /** Port to listen on. Default 0: any free one. With several nodes that of the first; the others have the ones behind it. */
  port?: number;
  /** Host that clients are told, such as 'host.docker.internal'. Default: `host`, or 127.0.0.1 when that means "all". */
  advertisedHost?: string;
  /**
   * Port that clients are told, when something forwards it. Default: the one listened on. With several nodes that of the
   * first; the others have the ones behind it.
   */
  advertisedPort?: number;
  /**
   * The brokers of the cluster: how many, with ids from 1 on, or their ids, racks and ports: `[{ id: 1, rack: 'a' }, { id: 2 }]`.
   * Each listens on a port of its own; 64 at most. Default: 1, or what `preset` says.
   */
  nodes?: number | readonly NodeOption[];
  /** Kafka's `node.id`, where there is one broker. Default 1, as in Kafka's own container image. */
  nodeId?: number;
  /** Kafka's `broker.rack`, where there is one broker. Default: none. */
  rack?: string;
  /** Default: drawn from `seed`. */
  clusterId?: string;
  /** Whether asking for an unknown topic creates it (`auto.create.topics.enable`). Default true, as in Kafka. */
  autoCreateTopics?: boolean;
  /** Partitions of topics that do not say (`num.partitions`). Default 1. */
  defaultPartitions?: number;
  /** Any Kafka broker config by its Kafka name. Unknown names are refused; see `onUnsupported` for those without effect. */
  config?: KafkaConfigs;
  /** Default: no authentication. */
  security?: SecurityOptions;
  /**
   * 'manual': broker time stands still from the start and moves by `broker.clock.advance()` only. Default 'real'. Neither is
   * touched by fake timers.
   */
  clock?: 'real' | 'manual';
  /**
   * What the broker holds at first, besides `topics`: a snapshot of one with the same `kafkaVersion` and `nodes`. `reset()` goes
   * back to it. Broker time begins no earlier than the snapshot was taken; with `clock: 'manual'`, at that time.
   */
  from?: Snapshot;
  /** Upper bound of a Fetch long poll, ms. Default 200, so that consumers which wait for their open fetch disconnect at once. */
  maxFetchWait?: number;
  /** Time limit of every wait, ms. Default 4000: below the 5000 ms of Vitest and Jest, so that the wait's report comes first. */
  waitTimeout?: number;
  /**
   * What becomes of the trace of what clients have asked: a page of a test that fails ('retain-on-failure', the default), of
   * every test ('on'), or nothing is recorded ('off'). See `broker.trace`.
   */
  trace?: TraceMode | TraceOptions;
  /** What ids are drawn from: topic ids, member ids, cluster id. Default 1, so runs are repeatable. */
  seed?: number;
  /**
   * What to do about configs that are known to Kafka but have no effect here. Default 'warn': they are listed in
   * `broker.warnings` and logged. 'error' refuses those given to createBroker(); a function is told of each.
   */
  onUnsupported?: 'warn' | 'error' | ((what: Unsupported) => void);
  /** Default: silent. */
  logger?: Logger;
}

import type { Broker, ChaosOptions, NodeOption } from '@testka/broker';
import { startKafka } from './kafka.ts';
import type { NodeControl } from './kafka.ts';
import { GROUP, TOPIC } from './moved-client.ts';
import { type StoredRecord, Wire } from './moves-wire.ts';

/** How far a client has come. */
export interface Progress {
  /** Records below the high watermarks. */
  readonly stored: number;
  /** The sum of what its group has committed. */
  readonly committed: number;
}

/** Three brokers with the topic that a client writes and reads, whoever they are. */
export interface MovedCluster {
  readonly bootstrapServers: string;
  readonly wire: Wire;
  progress(): Promise<Progress>;
  records(): Promise<readonly StoredRecord[]>;
  /** Records that the group has not committed. */
  lag(): Promise<number>;
  /** Resolves when the client has joined its group. */
  waitForClient(limitMs: number): Promise<void>;
  /** What the broker has to say of a client that does not go on. */
  explain(): string;
  close(): Promise<void>;
}

export interface TestkaCluster extends MovedCluster {
  readonly broker: Broker;
}

export interface KafkaCluster extends MovedCluster {
  readonly nodes: NodeControl;
}

export const PARTITIONS = 6;
const REPLICAS = [1, 2, 3];
/** A record is acknowledged (acks=all) when two brokers have it. */
const TOPIC_CONFIG = { 'min.insync.replicas': '2' };

/** A Testka in this process. */
export async function startTestka(
  config: Readonly<Record<string, string>>,
  nodes: readonly NodeOption[] = REPLICAS.map((id) => ({ id })),
  waitTimeout?: number,
  chaos: ChaosOptions | false = false,
): Promise<TestkaCluster> {
  // Loaded here only: a run against Kafka needs nothing of ours.
  const { createBroker } = await import('@testka/broker');
  const broker = await createBroker({
    nodes: [...nodes],
    topics: { [TOPIC]: { partitions: PARTITIONS, replicationFactor: 3, config: TOPIC_CONFIG } },
    config: { 'broker.session.timeout.ms': 1000, 'replica.lag.time.max.ms': 500, ...config },
    maxFetchWait: 30_000,
    chaos,
    ...(waitTimeout !== undefined && { waitTimeout }),
    logger: { debug: () => undefined, info: () => undefined, warn: console.error, error: console.error },
  });
  const group = broker.group(GROUP);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
  return {
    broker,
    bootstrapServers: broker.bootstrapServers,
    wire: new Wire(broker.bootstrapServers),
    progress: async () => ({
      stored: sum(broker.topic(TOPIC).partitions.map(({ highWatermark }) => highWatermark)),
      committed: sum(group.offsets.map(({ offset }) => offset)),
    }),
    records: async () =>
      broker
        .topic(TOPIC)
        .messages()
        .map(({ partition, offset, value }) => ({ partition, offset, value: String(value) })),
    lag: async () => group.lag(),
    waitForClient: (limitMs) => group.waitUntilReady({ topics: [TOPIC], timeout: limitMs }),
    explain: () => broker.explain(),
    close: () => broker.close(),
  };
}

/** Apache Kafka: three brokers, and a controller that stays. */
export async function startKafkaCluster(config: Readonly<Record<string, string>>): Promise<KafkaCluster> {
  const kafka = await startKafka({
    nodes: 3,
    controller: 'apart',
    config: {
      'group.initial.rebalance.delay.ms': 0,
      'broker.session.timeout.ms': 3000,
      'broker.heartbeat.interval.ms': 500,
      'replica.lag.time.max.ms': 3000,
      'offsets.topic.num.partitions': 5,
      ...config,
    },
  });
  const wire = new Wire(kafka.bootstrapServers);
  // Every node is first among the replicas of as many partitions.
  const replicas = Array.from({ length: PARTITIONS }, (_, index) => REPLICAS.map((_, at) => ((index + at) % 3) + 1));
  await wire.createTopic(TOPIC, replicas, TOPIC_CONFIG);
  const known: { -readonly [K in keyof Progress]: Progress[K] } = { stored: 0, committed: 0 };
  return {
    bootstrapServers: kafka.bootstrapServers,
    wire,
    nodes: kafka.nodes,
    // What does not answer now says nothing of how far the client is.
    async progress() {
      const stored = await wire.highWatermarks(TOPIC).catch(() => []);
      const committed = await wire.committed(GROUP).catch(() => new Map<number, number>());
      known.stored = Math.max(known.stored, total(stored));
      known.committed = Math.max(known.committed, total(committed.values()));
      return { ...known };
    },
    records: () => wire.records(TOPIC),
    async lag() {
      const [ends, committed] = [await wire.highWatermarks(TOPIC), await wire.committed(GROUP)];
      return total(ends.map((end, partition) => end - (committed.get(partition) ?? 0)));
    },
    waitForClient: () => wire.until('a first commit', async () => (await wire.committed(GROUP)).size > 0),
    explain: () => '',
    close: () => kafka.stop(),
  };
}

function total(numbers: Iterable<number>): number {
  return [...numbers].reduce((sum, each) => sum + Math.max(0, each), 0);
}

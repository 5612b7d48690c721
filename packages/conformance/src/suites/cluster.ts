import { type BrokerOptions, createBroker, type NodeOption } from '@testka/broker';
import { startKafka } from '../kafka.ts';

/** The brokers that a suite expects, as createBroker() takes them; Kafka is started with the same. */
export interface SuiteCluster {
  readonly nodes: readonly NodeOption[];
  readonly advertisedHost?: string;
  readonly config?: Readonly<Record<string, string>>;
}

export interface RunningCluster {
  readonly bootstrapServers: string;
  stopNode(id: number): Promise<void>;
  startNode(id: number): Promise<void>;
  close(): Promise<void>;
}

/** As in the preset, and as suites set it themselves: each group would wait for three seconds otherwise. */
const CONFIG = { 'group.initial.rebalance.delay.ms': '0' };

/** @param release of Apache Kafka: `'4.4'` */
export async function startOnTestka(cluster: SuiteCluster, release: string): Promise<RunningCluster> {
  const options = { ...cluster, kafkaVersion: release, config: { ...CONFIG, ...cluster.config } };
  const broker = await createBroker(options as BrokerOptions);
  return {
    bootstrapServers: broker.bootstrapServers,
    stopNode: (id) => broker.node(id).stop(),
    startNode: (id) => broker.node(id).start(),
    close: () => broker.close(),
  };
}

/** @param version of Apache Kafka: `'4.4.0'` */
export async function startOnKafka(cluster: SuiteCluster, version: string): Promise<RunningCluster> {
  const racks = cluster.nodes.flatMap(({ rack }) => rack ?? []);
  const kafka = await startKafka({
    nodes: cluster.nodes,
    version,
    config: { ...CONFIG, ...cluster.config },
    ...(racks.length === 0 ? {} : { racks }),
    ...(cluster.advertisedHost === undefined ? {} : { advertisedHost: cluster.advertisedHost }),
  });
  return {
    bootstrapServers: kafka.bootstrapServers,
    stopNode: (id) => kafka.nodes.stop(id),
    startNode: (id) => kafka.nodes.start(id),
    close: () => kafka.stop(),
  };
}

import type { RunningCluster, SuiteCluster } from './cluster.ts';
import { runFranzGo } from './franz-go.ts';
import { runRskafka } from './rskafka.ts';
import { runSarama, SARAMA_NODES } from './sarama.ts';

export type Outcome = 'passed' | 'failed' | 'skipped';

/** The tests that a client's maintainers run against a broker. */
export interface Suite {
  readonly name: string;
  readonly title: string;
  /** What the suite's own set-up starts, as far as it can be told from the outside. */
  readonly cluster: SuiteCluster;
  /** By name of the test. Left out where the client's package comes without its tests: then they are started by hand. */
  readonly run?: (cluster: RunningCluster) => Promise<ReadonlyMap<string, Outcome>>;
  /** What Kafka passes and Testka does not, by the beginning of the test's name, and why. */
  readonly lacks: readonly (readonly [prefix: string, reason: string])[];
}

const CLOSEST_REPLICA = 'org.apache.kafka.common.replica.RackAwareReplicaSelector';
const TRANSACTIONS = 'transactions are not there yet';
const NEXT_GROUPS = 'groups of KIP-848 and KIP-932 are not there yet';

/** `--suite` or `--serve` names one. docs/client-suites.md has what came of each. */
export const SUITES: readonly Suite[] = [
  {
    name: 'sarama',
    title: 'sarama 1.61.1 (Go)',
    cluster: {
      nodes: SARAMA_NODES,
      config: {
        'auto.create.topics.enable': 'false',
        'default.replication.factor': '2',
        'offsets.topic.replication.factor': '2',
        'transaction.state.log.replication.factor': '2',
        'replica.selector.class': CLOSEST_REPLICA,
      },
    },
    run: runSarama,
    lacks: [
      ['TestFuncTxn', TRANSACTIONS],
      ['TestFuncDescribeTransactions', TRANSACTIONS],
      ['TestFuncListTransactions', TRANSACTIONS],
      ['TestFuncInitProducerId3', TRANSACTIONS],
    ],
  },
  {
    name: 'franz-go',
    title: 'franz-go 1.22.2, kgo (Go)',
    cluster: { nodes: [1, 2, 3].map((id) => ({ id })) },
    run: runFranzGo,
    lacks: [
      ['Test848', NEXT_GROUPS],
      ['TestShareGroup', NEXT_GROUPS],
      ['TestConsumeRegexShare', NEXT_GROUPS],
    ],
  },
  {
    name: 'rskafka',
    title: 'rskafka 0.6.0 (Rust)',
    cluster: {
      nodes: [0, 1, 2].map((id) => ({ id, port: 9010 + id })),
      config: { 'auto.create.topics.enable': 'false' },
    },
    run: runRskafka,
    lacks: [],
  },
  {
    name: 'kafkajs',
    title: 'kafkajs 2.2.4 (JavaScript)',
    cluster: {
      nodes: [0, 1, 2].map((id) => ({ id, port: 9092 + 3 * id })),
      advertisedHost: 'localhost',
      config: { 'default.replication.factor': '2', 'num.partitions': '2' },
    },
    lacks: [],
  },
  {
    name: 'librdkafka',
    title: 'librdkafka 2.15.0 (C, C++)',
    cluster: {
      nodes: [1, 2, 3].map((id) => ({ id, rack: `RACK${id}`, port: 9190 + id })),
      config: {
        'default.replication.factor': '3',
        'num.partitions': '4',
        'replica.selector.class': CLOSEST_REPLICA,
      },
    },
    lacks: [],
  },
];

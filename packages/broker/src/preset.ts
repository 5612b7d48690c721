import { type Given, wrong } from './check.ts';

/** How many replicas Kafka's own topics have by default, and how many of those must be in sync for transactions. */
const INTERNAL_REPLICAS = 3;
const TRANSACTION_MIN_ISR = 2;

/** What a broker is where options do not say. */
type PresetName = 'fast' | 'production';

export interface Preset {
  readonly nodeCount: number;
  /** What differs from Kafka's defaults, by Kafka's names; a user's own `config` comes before it. */
  configs(nodeCount: number): Readonly<Record<string, string>>;
  readonly maxFetchWaitMs: number;
  readonly waitTimeoutMs: number;
}

/**
 * The preset `fast`: what differs from Kafka's defaults, by Kafka's names. Each is a value that a real broker may have; a
 * user's own `config` comes before it. Named in docs/compatibility.md.
 */
function fastConfigs(nodeCount: number): Readonly<Record<string, string>> {
  const replicas = Math.min(INTERNAL_REPLICAS, nodeCount);
  return {
    // The config file that Kafka ships says 0 as well; 3 s is the default of the code.
    'group.initial.rebalance.delay.ms': '0',
    // Fewer partitions are less to create; which coordinator has a group is still a matter of its hash.
    'offsets.topic.num.partitions': '5',
    'offsets.topic.replication.factor': String(replicas),
    'transaction.state.log.num.partitions': '5',
    'transaction.state.log.replication.factor': String(replicas),
    // Kafka's default of 2 where one replica may be missing; with two nodes, losing one would end all transactions.
    'transaction.state.log.min.isr': String(replicas === INTERNAL_REPLICAS ? TRANSACTION_MIN_ISR : 1),
    'connection.failed.authentication.delay.ms': '0',
  };
}

/** The preset `production`: Kafka's own defaults, and three replicas of which two must be in sync, as most clusters have it. */
function productionConfigs(nodeCount: number): Readonly<Record<string, string>> {
  const replicas = Math.min(INTERNAL_REPLICAS, nodeCount);
  return {
    'default.replication.factor': String(replicas),
    'min.insync.replicas': String(replicas === INTERNAL_REPLICAS ? 2 : 1),
    'offsets.topic.replication.factor': String(replicas),
    'transaction.state.log.replication.factor': String(replicas),
    'transaction.state.log.min.isr': String(replicas === INTERNAL_REPLICAS ? TRANSACTION_MIN_ISR : 1),
  };
}

const PRESETS: Readonly<Record<PresetName, Preset>> = {
  fast: {
    nodeCount: 1,
    configs: fastConfigs,
    // Consumers that wait for their open fetch before they disconnect do so at once.
    maxFetchWaitMs: 200,
    // Below the 5000 ms of Vitest and Jest, with room for the rest of the test.
    waitTimeoutMs: 4000,
  },
  production: {
    nodeCount: 3,
    configs: productionConfigs,
    maxFetchWaitMs: Number.MAX_SAFE_INTEGER,
    // The first rebalance alone takes three seconds.
    waitTimeoutMs: 20_000,
  },
};

/** What decides where the option does not. */
const VARIABLE = 'KAFKA_PRESET';

/** @param option undefined: it was not given @throws BrokerError ERR_INVALID_OPTION */
export function resolvePreset(option: Given | undefined): Preset {
  const text = process.env[VARIABLE];
  // Empty is as good as not set: that is how a shell takes a variable back for one command.
  const ofEnvironment = text === undefined || text === '' ? 'fast' : text;
  const given = option ?? {
    name: `the environment variable ${VARIABLE}`,
    value: ofEnvironment,
    code: 'ERR_INVALID_OPTION',
  };
  const { value } = given;
  if (value === 'fast' || value === 'production') return PRESETS[value];
  throw wrong(given, "'fast' or 'production'");
}

/** How many replicas Kafka's own topics have by default, and how many of those must be in sync for transactions. */
const INTERNAL_REPLICAS = 3;
const TRANSACTION_MIN_ISR = 2;

/**
 * The preset `fast`: what differs from Kafka's defaults, by Kafka's names. Each is a value that a real broker may have; a
 * user's own `config` comes before it. Named in docs/compatibility.md.
 */
export function fastPreset(nodeCount: number): Readonly<Record<string, string>> {
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

/** Default of the option `maxFetchWait`, ms: consumers that wait for their open fetch before they disconnect do so at once. */
export const FAST_MAX_FETCH_WAIT_MS = 200;

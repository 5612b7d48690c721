/**
 * The preset `fast`: what differs from Kafka's defaults, by Kafka's names. Each is a value that a real broker may have; a
 * user's own `config` comes before it. Named in docs/compatibility.md.
 */
export const FAST_PRESET: Readonly<Record<string, string>> = {
  // The config file that Kafka ships says 0 as well; 3 s is the default of the code.
  'group.initial.rebalance.delay.ms': '0',
  // One broker. Fewer partitions are less to create; which coordinator has a group is still a matter of its hash.
  'offsets.topic.num.partitions': '5',
  'offsets.topic.replication.factor': '1',
  'transaction.state.log.num.partitions': '5',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'connection.failed.authentication.delay.ms': '0',
};

/** Default of the option `maxFetchWait`, ms: consumers that wait for their open fetch before they disconnect do so at once. */
export const FAST_MAX_FETCH_WAIT_MS = 200;

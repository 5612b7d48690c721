/** What both sides are started with, so that neither waits for what the other does not do. */
export const TESTKA_CONFIG: Readonly<Record<string, string>> = {
  'group.initial.rebalance.delay.ms': '0',
  'offsets.topic.num.partitions': '5',
};

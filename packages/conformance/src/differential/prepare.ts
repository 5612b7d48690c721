import { RawClient } from './raw-client.ts';
import type { SetUp } from './set-up.ts';

/** What every group's offsets go to: first the leader, which coordinates. Kafka itself would draw them. */
const OFFSETS_PARTITIONS = [
  [1, 2, 3],
  [2, 3, 1],
  [3, 1, 2],
  [1, 2, 3],
  [2, 3, 1],
];
const PREPARATION_MS = 30_000;

/**
 * Fixes what a cluster of several brokers leaves to chance, so that both sides have it the same. Where clients must log in
 * nobody asks for groups.
 */
export async function prepare({ nodes, users }: SetUp, bootstrapServers: string): Promise<void> {
  if (nodes === 1 || Object.keys(users).length > 0) return;
  const client = await RawClient.connect(bootstrapServers, 'prepare');
  const assignments = OFFSETS_PARTITIONS.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds }));
  const topic = { name: '__consumer_offsets', numPartitions: -1, replicationFactor: -1, assignments };
  const configs = [{ name: 'cleanup.policy', value: 'compact' }];
  const created = await client.ask('CreateTopics', 7, { topics: [{ ...topic, configs }], timeoutMs: PREPARATION_MS });
  client.close();
  const errorCode = created.kind === 'answered' ? created.response.topics[0]?.errorCode : created.kind;
  if (errorCode !== 0) throw new Error(`__consumer_offsets was not created: ${errorCode}`);
}

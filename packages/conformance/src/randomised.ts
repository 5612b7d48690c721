import type { ApiName } from '@testka/protocol';
import { pairName } from './coverage.ts';
import type { Action } from './random/action.ts';
import { BROKER_COUNTS, drawSequence } from './random/draw.ts';
import { readRecorded } from './random/recorded.ts';

const APIS: Readonly<Record<Action['do'], ApiName>> = {
  produce: 'Produce',
  fetch: 'Fetch',
  poll: 'Fetch',
  'list-offsets': 'ListOffsets',
  'epoch-end': 'OffsetForLeaderEpoch',
  'delete-records': 'DeleteRecords',
  'create-topic': 'CreateTopics',
  'delete-topic': 'DeleteTopics',
  'create-partitions': 'CreatePartitions',
  'alter-configs': 'IncrementalAlterConfigs',
  'replace-configs': 'AlterConfigs',
  'describe-configs': 'DescribeConfigs',
  metadata: 'Metadata',
  'describe-partitions': 'DescribeTopicPartitions',
  commit: 'OffsetCommit',
  'offset-fetch': 'OffsetFetch',
  'offset-delete': 'OffsetDelete',
  'delete-groups': 'DeleteGroups',
  'describe-groups': 'DescribeGroups',
  'list-groups': 'ListGroups',
  join: 'JoinGroup',
  sync: 'SyncGroup',
  heartbeat: 'Heartbeat',
  leave: 'LeaveGroup',
  reassign: 'AlterPartitionReassignments',
  'list-reassignments': 'ListPartitionReassignments',
  elect: 'ElectLeaders',
  'describe-producers': 'DescribeProducers',
  'describe-log-dirs': 'DescribeLogDirs',
};

/** How many requests of the random sequences that are recorded ask what, by `Produce v13`. */
export async function randomlyAsked(): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const brokers of BROKER_COUNTS) {
    for (const { seed } of await readRecorded(brokers)) {
      for (const action of drawSequence(seed, brokers)) {
        const pair = pairName(APIS[action.do], 'version' in action ? action.version : 0);
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    }
  }
  return counts;
}

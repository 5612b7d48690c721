import { defined } from '../assert.ts';
import type { BrokerId } from '../command.ts';
import type { Partition } from '../partition/partition.ts';
import { ELIGIBLE_LEADER_REPLICAS } from '../releases/features.ts';
import type { Services } from '../services.ts';
import { type ElectionRules, NO_LEADER, partitionChange, type PartitionIntent, without } from './partition-change.ts';
import type { MetadataRecord } from './records.ts';

type ElectionServices = Pick<Services, 'metadata'>;

/** What to write when a broker runs no longer: it leaves the in-sync sets, and others lead what it led. */
export function fencingRecords(services: ElectionServices, id: BrokerId, election: boolean): MetadataRecord[] {
  const records: MetadataRecord[] = [];
  for (const partition of services.metadata.partitions()) {
    if (!partition.isr.includes(id) && partition.leader !== id) continue;
    const intent = { isr: without(partition.isr, [id]), ...(election ? {} : { election: 'none' as const }) };
    records.push(...changeRecords(services, partition, intent, [id]));
  }
  records.push({ type: 'BrokerRegistrationChange', brokerId: id, fenced: true });
  return records;
}

/** A broker runs again: it leads what nobody leads, where it may. */
export function electLeaderless(services: ElectionServices, id: BrokerId, now: number): void {
  const records: MetadataRecord[] = [];
  for (const partition of services.metadata.partitions()) {
    if (partition.leader !== NO_LEADER || !partition.replicas.includes(id)) continue;
    records.push(...changeRecords(services, partition, {}));
  }
  services.metadata.write(records, now);
}

/** The leader that the test wants, or none. */
export function moveLeader(
  services: ElectionServices,
  { topic, partition: partitionIndex, broker }: { topic: string; partition: number; broker: BrokerId },
  now: number,
): void {
  const partition = defined(services.metadata.partition(topic, partitionIndex), `partition ${topic}-${partitionIndex}`);
  const { topicId } = partition;
  if (broker === NO_LEADER) {
    services.metadata.write([{ type: 'PartitionChange', topicId, partitionIndex, leader: NO_LEADER }], now);
    return;
  }
  services.metadata.write(changeRecords(services, partition, { leader: broker }), now);
}

/** What to write so that a partition becomes as it is wanted; nothing when it is so already. */
export function changeRecords(
  { metadata }: ElectionServices,
  partition: Partition,
  intent: PartitionIntent,
  excluded: readonly BrokerId[] = [],
): MetadataRecord[] {
  const { minInsyncReplicas, uncleanLeaderElectionEnable } = partition.config;
  const rules: ElectionRules = {
    isAcceptable: (id) => metadata.isLive(id) && !excluded.includes(id),
    minInsyncReplicas,
    hasEligibleReplicas: metadata.features.level(ELIGIBLE_LEADER_REPLICAS) > 0,
  };
  const election = intent.election ?? (uncleanLeaderElectionEnable ? 'unclean' : 'online');
  const change = partitionChange(partition, { ...intent, election }, rules);
  return change === undefined ? [] : [change];
}

import type { BrokerId } from '../command.ts';
import type { RequestContext } from '../context.ts';
import type { Partition } from './partition.ts';

/** The one selector that selects, by the name that replica.selector.class knows it. */
export const RACK_AWARE_SELECTOR = 'org.apache.kafka.common.replica.RackAwareReplicaSelector';

/** From this version on consumers may read from followers (KIP-392). */
export const FIRST_VERSION_FROM_FOLLOWERS = 11;

/** Whether the leaders of the cluster send consumers to replicas in their rack. */
export function selectsReplicas({ apiVersion, isTest, services }: RequestContext, rackId: string): boolean {
  if (apiVersion < FIRST_VERSION_FROM_FOLLOWERS || isTest || rackId === '') return false;
  return services.configs.broker.text('replica.selector.class')?.trim() === RACK_AWARE_SELECTOR;
}

/**
 * The follower that a consumer in `rackId` should read from instead of the leader (KIP-392): one in its rack that is in sync
 * and has what it asks for, the one that has most if there are several.
 * @returns undefined when the leader, which was asked, is as close
 */
export function preferredReadReplica(
  { broker, services: { metadata } }: RequestContext,
  partition: Partition,
  rackId: string,
  fetchOffset: number,
): BrokerId | undefined {
  const isInRack = (id: BrokerId): boolean => metadata.brokers.get(id)?.rack === rackId;
  if (partition.leader !== broker || isInRack(broker) || fetchOffset < partition.log.logStartOffset) return undefined;
  const ends = partition.isr
    .filter((id) => id !== broker && isInRack(id) && metadata.isLive(id))
    .map((id) => ({ id, end: partition.replicaOn(id).logEndOffset }))
    .filter(({ end }) => end >= fetchOffset);
  return ends.toSorted((a, b) => b.end - a.end || a.id - b.id)[0]?.id;
}

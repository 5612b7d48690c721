import type { RequestContext } from '../context.ts';
import { moveLeader } from '../metadata/elections.ts';
import type { Partition } from '../partition/partition.ts';
import type { Selector } from './targets.ts';
import type { Part } from './parts.ts';

/** The groups that a request names and that could be made to rebalance: all of their members have joined. */
export function groupsToRebalance({ services }: RequestContext, parts: readonly Part[]): string[] {
  const named = new Set(parts.flatMap(({ group }) => group ?? []));
  return [...named].filter((groupId) => services.groups.group(groupId)?.state === 'Stable');
}

/**
 * The partitions that a request is about, that the broker which was asked leads, and that another replica in sync could lead. One
 * that has just lost them does not get them back at once.
 */
export function partitionsToElect({ services, broker }: RequestContext, parts: readonly Part[]): Partition[] {
  const { metadata } = services;
  const named = parts.flatMap(({ topic, partition }) =>
    topic === undefined || partition === undefined ? [] : (metadata.partition(topic, partition) ?? []),
  );
  const led = [...new Set(named)].filter(({ leader }) => leader === broker);
  return led.filter((partition) => successorOf(partition, metadata) !== undefined);
}

/** Has the members of the groups that are meant join again. */
export function rebalance(context: RequestContext, parts: readonly Part[], selects: Selector): void {
  const { groups, timers } = context.services;
  for (const groupId of groupsToRebalance(context, parts.filter(selects))) groups.rebalance(groupId, timers.now);
}

/** Has the next replica in sync lead what is meant. */
export function elect(context: RequestContext, parts: readonly Part[], selects: Selector): void {
  const { services } = context;
  for (const partition of partitionsToElect(context, parts.filter(selects))) {
    const broker = successorOf(partition, services.metadata);
    const { topicName: topic, partitionIndex } = partition;
    if (broker !== undefined) moveLeader(services, { topic, partition: partitionIndex, broker }, services.timers.now);
  }
}

function successorOf(
  { leader, isr }: Partition,
  metadata: RequestContext['services']['metadata'],
): Partition['leader'] | undefined {
  return isr.find((id) => id !== leader && metadata.isLive(id));
}

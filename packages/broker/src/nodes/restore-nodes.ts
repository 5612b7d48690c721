import type { AdminCommand } from '@testka/core';
import type { BrokerContext } from '../context.ts';

/**
 * Every node runs, follows what it should, and leads what it is preferred for, as at the start. Leader epochs are not set
 * back: clients that are connected know them.
 */
export function restoreNodes({ driver, view, holds }: BrokerContext): void {
  const submit = (command: AdminCommand): void => driver.submit({ kind: 'admin', command });
  for (const { id, process } of view.metadata.nodes()) {
    if (process === 'paused') submit({ type: 'resume-broker', broker: id });
    if (process === 'down' || !view.metadata.brokers.has(id)) submit({ type: 'start-broker', broker: id });
  }
  for (const broker of new Set([...holds].map(({ scope }) => scope.broker)))
    submit({ type: 'release-follower', broker });
  holds.clear();
  if (view.metadata.brokers.size === 1) return;
  for (const { name: topic, partitions } of view.metadata.topics) {
    for (const { partitionIndex: partition, replicas, leader } of partitions) {
      const command = { type: 'move-leader', topic, partition, broker: replicas[0] ?? leader } as const;
      if (command.broker !== leader && view.refusalOf(command) === undefined) submit(command);
    }
  }
}

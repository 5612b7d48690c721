import type { ClusterView, CommittedOffset } from '@testka/core';
import type { BrokerContext } from '../context.ts';
import { connectionsOf, partitionsOf } from './readiness.ts';

/** How far a group is in one partition. */
export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  /** Null: nothing is committed. */
  readonly committed: number | null;
  readonly highWatermark: number;
  readonly lag: number;
}

/** Where a group stands in every partition that it has committed or that its members own. */
export function lagOf({ view, journal }: BrokerContext, groupId: string, topic?: string): PartitionLag[] {
  const found = new Map<string, PartitionLag>();
  const add = (name: string, index: number, committed: number | null, start: (logStart: number) => number): void => {
    const partition = view.metadata.partition(name, index);
    const key = `${name}:${index}`;
    if (partition === undefined || found.has(key) || (topic !== undefined && topic !== name)) return;
    const { highWatermark, log } = partition;
    const from = Math.max(committed ?? start(log.logStartOffset), log.logStartOffset);
    found.set(key, { topic: name, partition: index, committed, highWatermark, lag: Math.max(highWatermark - from, 0) });
  };
  for (const { topicName, partitionIndex, offset } of committedBy(view, groupId)) {
    add(topicName, partitionIndex, offset, (logStart) => logStart);
  }
  for (const member of view.groups.group(groupId)?.memberViews() ?? []) {
    const connections = connectionsOf(view, member);
    for (const { topic: name, partition } of partitionsOf(member)) {
      add(name, partition, null, (logStart) => journal.firstFetch(connections, name, partition) ?? logStart);
    }
  }
  return [...found.values()];
}

/** What a group has committed. A negative offset, as kafkajs commits when it starts over, stands for none. */
export function committedBy(view: ClusterView, groupId: string): CommittedOffset[] {
  return [...view.groups.committedOffsets(groupId)].filter(({ offset }) => offset >= 0);
}

export function totalLag(lags: readonly PartitionLag[]): number {
  return lags.reduce((sum, { lag }) => sum + lag, 0);
}

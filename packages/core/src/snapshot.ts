import type { Uuid } from '@testka/protocol';
import type { BrokerId } from './command.ts';
import type { GroupSnapshot } from './coordinator/group/group-snapshot.ts';
import type { LogSnapshot } from './log/log.ts';
import type { Topic } from './metadata/metadata.ts';
import type { QuotaRecord } from './metadata/quotas/client-quotas.ts';
import type { MetadataRecord } from './metadata/records.ts';
import type { ReleaseName } from './releases/release-name.ts';
import type { Services } from './services.ts';

export interface PartitionSnapshot {
  readonly replicas: readonly BrokerId[];
  readonly leaderEpoch: number;
  readonly log: LogSnapshot;
}

export interface TopicSnapshot {
  readonly name: string;
  readonly topicId: Uuid;
  readonly partitions: readonly PartitionSnapshot[];
}

export type ConfigRecord = Extract<MetadataRecord, { type: 'Config' }>;

/**
 * What a cluster held at one moment, and nothing of who was connected to it. It is never changed: any number of clusters may
 * be restored to it. What was written is shared with them, not copied.
 */
export interface ClusterSnapshot {
  readonly release: ReleaseName;
  /** The ids of the nodes among which replicas lie. */
  readonly nodes: readonly BrokerId[];
  /** Broker time, ms since the epoch. */
  readonly takenAtMs: number;
  /** Without Kafka's own. */
  readonly topics: ReadonlyMap<string, TopicSnapshot>;
  /** What was set at run time, by resource and name. */
  readonly configs: ReadonlyMap<string, ConfigRecord>;
  /** Finalized levels, by name. */
  readonly features: ReadonlyMap<string, number>;
  readonly quotas: readonly QuotaRecord[];
  /** Those that have committed something, as they are without their members. */
  readonly groups: readonly GroupSnapshot[];
  /** All ids that producers were given lie below. */
  readonly producerIdsEnd: number;
  /** How many topic ids were drawn: what is created later must have others. */
  readonly topicIdsDrawn: number;
  /** The number of the last event: stored batches have numbers up to it. */
  readonly sequence: number;
}

/** O(partitions and committed offsets): logs are sealed where they end, and shared. */
export function takeSnapshot(services: Services): ClusterSnapshot {
  const { release, timers, metadata, groups, configs, features, quotas, producerIds } = services;
  const topics = [...metadata.topics].filter(({ isInternal }) => !isInternal);
  return {
    release: release.name,
    nodes: metadata.nodes().map(({ id }) => id),
    takenAtMs: timers.now,
    topics: new Map(topics.map((topic) => [topic.name, snapshotOf(topic)])),
    configs: configsByKey(configs.entries()),
    features: new Map(features.supported.map((feature) => [feature.name, features.levelOf(feature)])),
    quotas: [...quotas.entries()],
    groups: groups.snapshot(timers.now),
    producerIdsEnd: producerIds.end,
    topicIdsDrawn: metadata.topicIdsDrawn,
    sequence: services.sequence(),
  };
}

function snapshotOf({ name, topicId, partitions }: Topic): TopicSnapshot {
  return {
    name,
    topicId,
    partitions: partitions.map(({ replicas, leaderEpoch, log }) => ({ replicas, leaderEpoch, log: log.snapshot() })),
  };
}

/** By resource and name. */
export function configsByKey(records: Iterable<ConfigRecord>): Map<string, ConfigRecord> {
  return new Map(
    [...records].map((record) => [JSON.stringify([record.resourceType, record.resourceName, record.name]), record]),
  );
}

/** The log that a topic's partition had, if the topic still is the one that the snapshot has. */
export function logsOf(snapshot: ClusterSnapshot, topic: Topic): readonly LogSnapshot[] | undefined {
  const before = snapshot.topics.get(topic.name);
  if (before?.topicId !== topic.topicId || before.partitions.length !== topic.partitions.length) return undefined;
  // Clients know the epoch; it never goes back. Behind is a topic that another cluster has gone on with.
  const isBehind = before.partitions.some(
    ({ leaderEpoch }, index) => leaderEpoch > (topic.partitions[index]?.leaderEpoch ?? -1),
  );
  return isBehind ? undefined : before.partitions.map(({ log }) => log);
}

import type { Uuid } from '@testka/protocol';
import type { BrokerId } from './command.ts';
import type { LogSnapshot } from './log/log.ts';
import { startBroker } from './metadata/broker-lifecycle.ts';
import type { Topic } from './metadata/metadata.ts';
import { NO_LEADER } from './metadata/partition-change.ts';
import type { QuotaRecord } from './metadata/quotas/client-quotas.ts';
import { ConfigResourceType, type MetadataRecord } from './metadata/records.ts';
import type { Partition } from './partition/partition.ts';
import type { Services } from './services.ts';

interface BaselinePartition {
  readonly replicas: readonly BrokerId[];
  readonly log: LogSnapshot;
}

interface BaselineTopic {
  readonly name: string;
  readonly topicId: Uuid;
  readonly partitions: readonly BaselinePartition[];
}

/** What the cluster held when it was handed to the test. */
export interface Baseline {
  readonly topics: ReadonlyMap<string, BaselineTopic>;
  /** What was set at run time, by resource and name. */
  readonly configs: ReadonlyMap<string, ConfigRecord>;
  /** Finalized levels, by name. */
  readonly features: ReadonlyMap<string, number>;
  readonly quotas: readonly QuotaRecord[];
}

type ConfigRecord = Extract<MetadataRecord, { type: 'Config' }>;

export const EMPTY_BASELINE: Baseline = { topics: new Map(), configs: new Map(), features: new Map(), quotas: [] };

export function takeBaseline({ metadata, configs, features, quotas }: Services): Baseline {
  const topics = [...metadata.topics].filter(({ isInternal }) => !isInternal);
  return {
    topics: new Map(topics.map((topic) => [topic.name, baselineOf(topic)])),
    configs: configsByKey(configs.entries()),
    features: new Map(features.supported.map((feature) => [feature.name, features.levelOf(feature)])),
    quotas: [...quotas.entries()],
  };
}

function baselineOf({ name, topicId, partitions }: Topic): BaselineTopic {
  return { name, topicId, partitions: partitions.map(({ replicas, log }) => ({ replicas, log: log.snapshot() })) };
}

/**
 * Back to the baseline while clients stay connected. Topics made since are gone, unless a live group member reads them: those
 * are emptied. Committed offsets are gone; members keep their assignment. Parked fetches are answered at once, and whoever
 * had read beyond the start of a partition is told once that its offset is out of range, so that no record is skipped.
 */
export function resetTo(baseline: Baseline, services: Services, now: number): void {
  const { metadata, groups, connections, configs, fetchSessions } = services;
  for (const connection of connections.values()) connection.positions.forgetAll();
  fetchSessions.forgetTold();
  const inUse = groups.topicsOfLiveMembers();
  const restored: Partition[] = [];
  const gone = [...metadata.topics].filter((topic) => !restoreTopic(topic, { baseline, inUse, restored }, now));
  metadata.write(
    gone.map(({ topicId }) => ({ type: 'RemoveTopic', topicId })),
    now,
  );
  for (const topic of baseline.topics.values()) {
    if (metadata.topic(topic.name) === undefined) restored.push(...recreate(topic, services, now));
  }
  metadata.write(services.features.changesTo(baseline.features), now);
  registerAll(services, now);
  metadata.write(replicaChanges(baseline, services), now);
  metadata.write(leaderlessChanges(services), now);
  // A log that was put back is one that all have; who does not run lags behind it from now on.
  for (const partition of restored) services.replication.settleUnheard(partition, now);
  metadata.write(configChanges(configsByKey(configs.entries()), baseline), now);
  services.loggers.forgetAll();
  resetQuotas(baseline, services, now);
  metadata.maybeCompact();
  groups.reset(now);
  services.resets.latest = services.nextSequence();
  for (const connection of connections.values()) connection.positions.logsRestored();
  // Last of all: a fetch of several partitions must find none of them as it was.
  for (const { partitions } of metadata.topics) for (const partition of partitions) partition.wake(now);
}

/** Nobody is silent in a test for what another one did. */
function resetQuotas(baseline: Baseline, { metadata, quotas, throttling, connections }: Services, now: number): void {
  metadata.write(quotas.changesTo(baseline.quotas), now);
  throttling.forget();
  for (const connection of connections.values()) connection.endThrottle?.();
}

/** Nodes that run are brokers and controllers again, whoever unregistered them. */
function registerAll(services: Services, now: number): void {
  const { metadata } = services;
  for (const { id, process } of metadata.nodes()) {
    if (process === 'up' && !metadata.brokers.has(id)) startBroker(services, id, now);
    if (!metadata.controllers.has(id)) metadata.write([{ type: 'RegisterController', controllerId: id }], now);
  }
}

interface Restoring {
  readonly baseline: Baseline;
  /** Topics that a live member reads. */
  readonly inUse: ReadonlySet<string>;
  /** Takes the partitions whose log is another than before. */
  readonly restored: Partition[];
}

/** @returns false: the topic is not of the baseline, and nobody reads it. */
function restoreTopic(topic: Topic, { baseline, inUse, restored }: Restoring, now: number): boolean {
  const before = baseline.topics.get(topic.name);
  const isAsBefore = before?.topicId === topic.topicId && before.partitions.length === topic.partitions.length;
  if (!isAsBefore && !topic.isInternal && (before !== undefined || !inUse.has(topic.name))) return false;
  for (const partition of topic.partitions) {
    const snapshot = (isAsBefore ? before.partitions[partition.partitionIndex]?.log : undefined) ?? EMPTY_LOG;
    if (partition.log.isAt(snapshot)) continue;
    partition.restore(snapshot, now);
    restored.push(partition);
  }
  return true;
}

const EMPTY_LOG: LogSnapshot = { segments: [], logStartOffset: 0, logEndOffset: 0, leaderEpochs: [], producers: [] };

/**
 * A topic that was deleted comes back as it was, its id included.
 * @returns its partitions
 */
function recreate({ name, topicId, partitions }: BaselineTopic, { metadata }: Services, now: number): Partition[] {
  const partitionRecords = partitions.map(({ replicas }, partitionIndex): MetadataRecord => {
    return {
      type: 'Partition',
      topicId,
      partitionIndex,
      replicas,
      isr: replicas,
      leader: replicas[0] ?? -1,
      leaderEpoch: 0,
    };
  });
  metadata.write([{ type: 'Topic', name, topicId }, ...partitionRecords], now);
  const recreated = metadata.topic(name)?.partitions ?? [];
  recreated.forEach((partition, index) => partition.restore(partitions[index]?.log ?? EMPTY_LOG, now));
  return recreated;
}

/** What puts partitions that were reassigned, or are being, back to where they lay. */
function replicaChanges({ topics }: Baseline, { metadata }: Services): MetadataRecord[] {
  const changes: MetadataRecord[] = [];
  for (const { name, topicId, partitions } of topics.values()) {
    for (const partition of metadata.topic(name)?.partitions ?? []) {
      const { partitionIndex } = partition;
      const replicas = partitions[partitionIndex]?.replicas ?? partition.replicas;
      if (partition.replicas === replicas || partition.replicas.join() === replicas.join()) continue;
      const place = { topicId, partitionIndex, replicas, addingReplicas: [], removingReplicas: [] };
      changes.push({ type: 'PartitionChange', ...place, ...ledByTheFirst(replicas, metadata) });
    }
  }
  return changes;
}

/** In a log that is as it was nobody lacks anything: who runs may lead where nobody else may any more. */
function leaderlessChanges({ metadata }: Services): MetadataRecord[] {
  const changes: MetadataRecord[] = [];
  for (const { topicId, partitions } of metadata.topics) {
    for (const { leader, replicas, partitionIndex } of partitions) {
      if (leader !== NO_LEADER || !replicas.some((id) => metadata.isLive(id))) continue;
      changes.push({ type: 'PartitionChange', topicId, partitionIndex, ...ledByTheFirst(replicas, metadata) });
    }
  }
  return changes;
}

function ledByTheFirst(replicas: readonly BrokerId[], metadata: Services['metadata']) {
  const isr = replicas.filter((id) => metadata.isLive(id));
  return { isr, leader: isr[0] ?? NO_LEADER, eligibleLeaderReplicas: [], lastKnownElr: [] };
}

function configsByKey(records: Iterable<ConfigRecord>): Map<string, ConfigRecord> {
  return new Map(
    [...records].map((record) => [JSON.stringify([record.resourceType, record.resourceName, record.name]), record]),
  );
}

/** What to set and to remove so that the configs are those of the baseline again; internal topics keep theirs. */
function configChanges(current: ReadonlyMap<string, ConfigRecord>, { configs, topics }: Baseline): ConfigRecord[] {
  const isOfBaseline = ({ resourceType, resourceName }: ConfigRecord): boolean =>
    resourceType !== ConfigResourceType.TOPIC || topics.has(resourceName);
  const removed = [...current].filter(([key, record]) => !configs.has(key) && isOfBaseline(record));
  const restored = [...configs].filter(([key, record]) => current.get(key)?.value !== record.value);
  return [...removed.map(([, record]) => ({ ...record, value: null })), ...restored.map(([, record]) => record)];
}

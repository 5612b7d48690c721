import type { BrokerId } from './command.ts';
import type { Connection } from './connections.ts';
import { planRestore, type RestorePlan } from './coordinator/group/restore-plan.ts';
import type { Log, LogSnapshot } from './log/log.ts';
import { startBroker } from './metadata/broker-lifecycle.ts';
import type { Topic } from './metadata/metadata.ts';
import { NO_LEADER } from './metadata/partition-change.ts';
import { ConfigResourceType, type MetadataRecord } from './metadata/records.ts';
import type { PositionFate } from './partition/fetch-positions.ts';
import type { Partition } from './partition/partition.ts';
import type { Services } from './services.ts';
import { type ClusterSnapshot, type ConfigRecord, configsByKey, logsOf, type TopicSnapshot } from './snapshot.ts';

/** A cluster that nobody has spoken to yet begins with what another one held. */
export function beginFrom(snapshot: ClusterSnapshot, services: Services, now: number): void {
  restoreAll(snapshot, services, now, new Set());
}

/**
 * Back to what a snapshot holds while clients stay connected. Topics made since are gone, unless a live group member reads them:
 * those are emptied. Groups are as they were, but for their members. Where the snapshot has offsets of a group, its members are
 * put out, as if their sessions had ended: they join again and go on where it has committed. Where it has none, they keep their
 * assignment, and whoever had read beyond the start of a partition is told once that its offset is out of range, so that no
 * record is skipped. Parked fetches are answered at once, or give nothing.
 */
export function restoreTo(snapshot: ClusterSnapshot, services: Services, now: number): void {
  const { groups, connections, fetchSessions, returning } = services;
  const plan = planRestore(snapshot, services);
  const inUse = groups.topicsOfLiveMembers();
  returning.beginAnew();
  groups.putOut(plan.leaving);
  for (const connection of connections.values()) {
    connection.positions.forgetAll((partition) => fateOf(connection, partition, plan, services));
  }
  fetchSessions.beginAnew((connection) => connections.has(connection));
  restoreAll(snapshot, services, now, inUse);
  for (const connection of connections.values()) connection.positions.logsRestored();
  // Last of all: a fetch of several partitions must find none of them as it was.
  for (const { partitions } of services.metadata.topics) for (const partition of partitions) partition.wake(now);
}

function fateOf(
  connection: Connection,
  partition: Partition,
  plan: RestorePlan,
  { returning }: Services,
): PositionFate {
  if (returning.isAwaited(connection, partition)) return 'silent';
  return plan.isLeftAlone(connection, partition) ? 'left-alone' : 'told';
}

/** @param inUse topics that a live member reads */
function restoreAll(snapshot: ClusterSnapshot, services: Services, now: number, inUse: ReadonlySet<string>): void {
  const { metadata, groups, configs } = services;
  const restored = restoreTopics(snapshot, services, now, inUse);
  metadata.write(services.features.changesTo(snapshot.features), now);
  registerAll(services, now);
  metadata.write(replicaChanges(snapshot, services), now);
  metadata.write(leaderlessChanges(services), now);
  // A log that was put back is one that all have; who does not run lags behind it from now on.
  for (const partition of restored) services.replication.settleUnheard(partition, now);
  metadata.write(configChanges(configsByKey(configs.entries()), snapshot), now);
  services.loggers.forgetAll();
  resetQuotas(snapshot, services, now);
  passOverIds(snapshot, services, now);
  metadata.maybeCompact();
  groups.reset(now);
  groups.restore(snapshot.groups, now - snapshot.takenAtMs, now);
  services.resets.latest = services.nextSequence();
}

/** What is made from now on is numbered after everything that the snapshot holds. */
function passOverIds(snapshot: ClusterSnapshot, services: Services, now: number): void {
  const { metadata, producerIds } = services;
  metadata.write([...producerIds.recordsToBeginAt(snapshot.producerIdsEnd)], now);
  metadata.passOverTopicIds(snapshot.topicIdsDrawn);
  services.continueAfter(snapshot.sequence);
}

/** Nobody is silent in a test for what another one did. */
function resetQuotas(
  snapshot: ClusterSnapshot,
  { metadata, quotas, throttling, connections }: Services,
  now: number,
): void {
  metadata.write(quotas.changesTo(snapshot.quotas), now);
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

/** @returns the partitions whose log is another than before */
function restoreTopics(
  snapshot: ClusterSnapshot,
  services: Services,
  now: number,
  inUse: ReadonlySet<string>,
): Partition[] {
  const { metadata } = services;
  const restored: Partition[] = [];
  const ids = new Set([...snapshot.topics.values()].map(({ topicId }) => topicId));
  const mayStay = ({ name, topicId }: Topic): boolean => inUse.has(name) && !ids.has(topicId);
  const gone = [...metadata.topics].filter((topic) => {
    const logs = logsOf(snapshot, topic);
    if (logs === undefined && !topic.isInternal && (snapshot.topics.has(topic.name) || !mayStay(topic))) return true;
    restored.push(...restoreLogs(topic, logs, now));
    return false;
  });
  metadata.write(
    gone.map(({ topicId }) => ({ type: 'RemoveTopic', topicId })),
    now,
  );
  // Of a cluster that is at its beginning no producer knows the next sequence but those whose batches it has.
  const isBeginning = services.sequence() === 0;
  for (const topic of snapshot.topics.values()) {
    if (metadata.topic(topic.name) === undefined) restored.push(...recreate(topic, services, now, isBeginning));
  }
  return restored;
}

/** @returns the partitions whose log is another than before */
function restoreLogs({ partitions }: Topic, logs: readonly LogSnapshot[] | undefined, now: number): Partition[] {
  return partitions.filter((partition) => {
    const log = logs?.[partition.partitionIndex] ?? EMPTY_LOG;
    if (partition.log.isAt(log)) return false;
    partition.restore(withoutProducersThatWentOn(log, partition.log), now);
    return true;
  });
}

const EMPTY_LOG: LogSnapshot = { segments: [], logStartOffset: 0, logEndOffset: 0, leaderEpochs: [], producers: [] };

/**
 * A producer that has written since goes on with its own next sequence. A log that does not know it takes any, as Kafka's does;
 * one that remembers what it wrote before would not.
 * @param current undefined: what it has written since is not known
 */
function withoutProducersThatWentOn(snapshot: LogSnapshot, current: Log | undefined): LogSnapshot {
  const producers = snapshot.producers.filter(({ producerId, epoch, batches }) => {
    const now = current?.producers.entries.get(producerId);
    return now?.epoch === epoch && now.batches.at(-1)?.lastSequence === batches.at(-1)?.lastSequence;
  });
  return { ...snapshot, producers };
}

/**
 * A topic that was deleted comes back as it was, its id included.
 * @returns its partitions
 */
function recreate(
  { name, topicId, partitions }: TopicSnapshot,
  { metadata }: Services,
  now: number,
  isBeginning: boolean,
): Partition[] {
  const partitionRecords = partitions.map(({ replicas, leaderEpoch }, partitionIndex): MetadataRecord => {
    const leader = replicas[0] ?? NO_LEADER;
    return { type: 'Partition', topicId, partitionIndex, replicas, isr: replicas, leader, leaderEpoch };
  });
  metadata.write([{ type: 'Topic', name, topicId }, ...partitionRecords], now);
  const recreated = metadata.topic(name)?.partitions ?? [];
  recreated.forEach((partition, index) => {
    const log = partitions[index]?.log ?? EMPTY_LOG;
    partition.restore(isBeginning ? log : withoutProducersThatWentOn(log, undefined), now);
  });
  return recreated;
}

/** What puts partitions that were reassigned, or are being, back to where they lay. */
function replicaChanges({ topics }: ClusterSnapshot, { metadata }: Services): MetadataRecord[] {
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

/** What to set and to remove so that the configs are those of the snapshot again; internal topics keep theirs. */
function configChanges(
  current: ReadonlyMap<string, ConfigRecord>,
  { configs, topics }: ClusterSnapshot,
): ConfigRecord[] {
  const isOfSnapshot = ({ resourceType, resourceName }: ConfigRecord): boolean =>
    resourceType !== ConfigResourceType.TOPIC || topics.has(resourceName);
  const removed = [...current].filter(([key, record]) => !configs.has(key) && isOfSnapshot(record));
  const restored = [...configs].filter(([key, record]) => current.get(key)?.value !== record.value);
  return [...removed.map(([, record]) => ({ ...record, value: null })), ...restored.map(([, record]) => record)];
}

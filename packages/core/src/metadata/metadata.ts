import type { Uuid } from '@testka/protocol';
import { assert, defined } from '../assert.ts';
import type { BrokerId } from '../command.ts';
import { Partition, type PartitionPorts } from '../partition/partition.ts';
import type { Random } from '../random.ts';
import { BrokerNode } from './broker-node.ts';
import type { Configs } from './configs/configs.ts';
import type { Features } from './features.ts';
import { isCordoned } from './log-dir.ts';
import { isInternalTopicName } from './internal-topics.ts';
import type { ProducerIds } from './producer-ids.ts';
import type { ClientQuotas } from './quotas/client-quotas.ts';
import type { MetadataRecord } from './records.ts';

export interface Topic {
  readonly name: string;
  readonly topicId: Uuid;
  readonly isInternal: boolean;
  readonly partitions: Partition[];
}

/** Fewer records than this are never compacted. */
const COMPACT_BEYOND = 10_000;

/** Whom the controller tells of what happens to topics. */
export interface TopicListener {
  topicRemoved(topic: Topic, now: number): void;
  /** A partition has another leader, or none. */
  leaderChanged(partition: Partition, now: number): void;
  /** Everything that was written has taken effect; these partitions are new or others than before. */
  partitionsChanged(partitions: ReadonlySet<Partition>, now: number): void;
}

/**
 * The controller: brokers, topics, partitions. Operations compute records; `write` appends and replays them, and replay is
 * the only thing that changes what is here.
 */
export class Metadata {
  readonly clusterId: string;
  readonly features: Features;
  readonly brokers = new Map<BrokerId, BrokerNode>();
  /** Every node is one, until it is unregistered. */
  readonly controllers = new Set<BrokerId>();
  /** Still running, perhaps; only a start registers them again. */
  readonly #unregistered = new Map<BrokerId, BrokerNode>();
  #records: MetadataRecord[] = [];
  #recordCount = 0;
  #compactedTo = 0;
  readonly #byName = new Map<string, Topic>();
  readonly #byId = new Map<Uuid, Topic>();
  readonly #topicIds: Random;
  #topicIdsDrawn = 0;
  readonly #configs: Configs;
  readonly #producerIds: ProducerIds;
  readonly #quotas: ClientQuotas;
  readonly #partitionPorts: PartitionPorts;
  readonly #internalTopicRecords: (metadata: Metadata, name: string) => readonly MetadataRecord[];
  readonly #listeners: TopicListener[] = [];

  constructor(parts: {
    clusterId: string;
    random: Random;
    configs: Configs;
    features: Features;
    producerIds: ProducerIds;
    quotas: ClientQuotas;
    partitionPorts: PartitionPorts;
    internalTopicRecords: (metadata: Metadata, name: string) => readonly MetadataRecord[];
  }) {
    this.clusterId = parts.clusterId;
    this.#topicIds = parts.random.fork('topic-ids');
    this.#configs = parts.configs;
    this.features = parts.features;
    this.#producerIds = parts.producerIds;
    this.#quotas = parts.quotas;
    this.#partitionPorts = parts.partitionPorts;
    this.#internalTopicRecords = parts.internalTopicRecords;
  }

  /** Differs: whom clients are told to be the controller, Kafka draws for each answer from those that run; here it is the first. */
  get controllerId(): BrokerId {
    for (const broker of this.brokers.values()) if (broker.state === 'running') return broker.id;
    return -1;
  }

  /** The node that leads the quorum: the first whose process runs. */
  get activeController(): BrokerId {
    return this.nodes().find(({ process }) => process === 'up')?.id ?? -1;
  }

  /** In the order of creation. */
  get topics(): IterableIterator<Topic> {
    return this.#byName.values();
  }

  /** What gives the cluster's metadata when it is replayed, oldest first; records that later ones undid may be gone. */
  get records(): readonly MetadataRecord[] {
    return this.#records;
  }

  /** How many records were ever written: the offset up to which brokers know the metadata. */
  get recordCount(): number {
    return this.#recordCount;
  }

  topic(name: string): Topic | undefined {
    return this.#byName.get(name);
  }

  topicById(topicId: Uuid): Topic | undefined {
    return this.#byId.get(topicId);
  }

  partition(topicName: string, partitionIndex: number): Partition | undefined {
    return this.#byName.get(topicName)?.partitions[partitionIndex];
  }

  liveBrokers(): BrokerNode[] {
    return [...this.brokers.values()].filter(({ state }) => state === 'running');
  }

  /** The node that is or was registered as this broker. */
  node(id: BrokerId): BrokerNode | undefined {
    return this.brokers.get(id) ?? this.#unregistered.get(id);
  }

  /** Every node of the cluster, by id, whether or not it is registered as a broker. */
  nodes(): BrokerNode[] {
    return [...this.brokers.values(), ...this.#unregistered.values()].toSorted((a, b) => a.id - b.id);
  }

  /** As `node`, of one that exists. */
  broker(id: BrokerId): BrokerNode {
    return defined(this.node(id), `broker ${id}`);
  }

  /** Whether clients are told of the broker, and it may lead. */
  isLive(id: BrokerId): boolean {
    return this.brokers.get(id)?.state === 'running';
  }

  /** The brokers that may get new replicas, whether or not they run. */
  placeableBrokers(): BrokerNode[] {
    return [...this.brokers.values()].filter(({ id }) => !isCordoned(this.#configs, id));
  }

  *partitions(): IterableIterator<Partition> {
    for (const { partitions } of this.#byName.values()) yield* partitions;
  }

  newTopicId(): Uuid {
    this.#topicIdsDrawn += 1;
    return this.#topicIds.kafkaUuid();
  }

  get topicIdsDrawn(): number {
    return this.#topicIdsDrawn;
  }

  /** So many have been drawn elsewhere, from the same seed: what is created here from now on has others. */
  passOverTopicIds(drawn: number): void {
    while (this.#topicIdsDrawn < drawn) this.newTopicId();
  }

  isInternalName(name: string): boolean {
    return isInternalTopicName(name);
  }

  /** One of Kafka's own topics, created when it is needed first; undefined: no broker lives that could have it. */
  ensureInternalTopic(name: string, now: number): Topic | undefined {
    if (!this.#byName.has(name)) this.write(this.#internalTopicRecords(this, name), now);
    return this.#byName.get(name);
  }

  listen(listener: TopicListener): void {
    this.#listeners.push(listener);
  }

  brokerListening(id: BrokerId, host: string, port: number): void {
    const broker = this.broker(id);
    broker.host = host;
    broker.port = port;
  }

  /** Appends and replays: the one way to change the cluster's metadata. */
  write(records: readonly MetadataRecord[], now: number): void {
    const changed = new Set<Partition>();
    for (const record of records) {
      this.#records.push(record);
      this.#recordCount += 1;
      for (const partition of this.#replay(record, now)) changed.add(partition);
    }
    if (changed.size > 0) for (const listener of this.#listeners) listener.partitionsChanged(changed, now);
    if (this.#records.length > COMPACT_BEYOND + 2 * this.#compactedTo) this.#compact();
  }

  /**
   * Puts a snapshot in the place of the log, as KRaft does, once a third of the log is newer than the last: topics come and go,
   * and what is kept must not grow for it; nor must a cluster in which nothing has changed pay for it.
   */
  maybeCompact(): void {
    if (2 * this.#records.length > 3 * this.#compactedTo) this.#compact();
  }

  #compact(): void {
    const brokers = this.nodes().flatMap(({ id, rack, isFenced }): MetadataRecord[] => [
      { type: 'RegisterBroker', brokerId: id, rack },
      this.brokers.has(id)
        ? { type: 'BrokerRegistrationChange', brokerId: id, fenced: isFenced }
        : { type: 'UnregisterBroker', brokerId: id },
    ]);
    const topics = [...this.#byName.values()].flatMap(({ name, topicId, partitions }): MetadataRecord[] => [
      { type: 'Topic', name, topicId },
      ...partitions.map((partition) => partition.record),
    ]);
    const controllers = this.nodes()
      .filter(({ id }) => !this.controllers.has(id))
      .map(({ id }): MetadataRecord => ({ type: 'UnregisterController', controllerId: id }));
    const settings = [...this.features.entries(), ...this.#configs.entries(), ...this.#quotas.entries()];
    const others = [...settings, ...this.#producerIds.entries()];
    this.#records = [...brokers, ...controllers, ...topics, ...others];
    this.#compactedTo = this.#records.length;
  }

  /** @returns the partitions that it changes or makes. */
  #replay(record: MetadataRecord, now: number): readonly Partition[] {
    switch (record.type) {
      case 'RegisterBroker':
        this.#registerBroker(record);
        return [];
      case 'BrokerRegistrationChange':
        this.broker(record.brokerId).isFenced = record.fenced;
        return [];
      case 'UnregisterBroker':
        this.#unregisterBroker(record.brokerId);
        return [];
      case 'RegisterController':
        this.controllers.add(record.controllerId);
        return [];
      case 'UnregisterController':
        this.controllers.delete(record.controllerId);
        return [];
      case 'Topic':
        this.#addTopic(record.name, record.topicId);
        return [];
      case 'Partition':
        return [this.#addPartition(record, now)];
      case 'PartitionChange':
        return [this.#changePartition(record, now)];
      case 'ClearElr':
        return this.#clearElr(record.topicName, now);
      case 'RemoveTopic':
        this.#removeTopic(record.topicId, now);
        return [];
      case 'Config':
        this.#configs.replay(record);
        return [];
      case 'ClientQuota':
        this.#quotas.replay(record);
        return [];
      case 'ProducerIds':
        this.#producerIds.replay(record);
        return [];
      case 'FeatureLevel':
        this.features.replay(record);
        return [];
    }
  }

  #registerBroker({ brokerId, rack }: Extract<MetadataRecord, { type: 'RegisterBroker' }>): void {
    const before = this.node(brokerId);
    const broker = new BrokerNode(brokerId, rack, this.#recordCount);
    this.brokers.set(brokerId, broker);
    this.#unregistered.delete(brokerId);
    this.controllers.add(brokerId);
    if (before !== undefined) Object.assign(broker, { host: before.host, port: before.port });
  }

  #unregisterBroker(brokerId: BrokerId): void {
    const broker = this.broker(brokerId);
    broker.isFenced = true;
    this.brokers.delete(brokerId);
    this.#unregistered.set(brokerId, broker);
  }

  #addTopic(name: string, topicId: Uuid): void {
    assert(!this.#byName.has(name), `topic ${name} is created once`);
    const topic: Topic = { name, topicId, isInternal: this.isInternalName(name), partitions: [] };
    this.#byName.set(name, topic);
    this.#byId.set(topicId, topic);
  }

  #addPartition(record: Extract<MetadataRecord, { type: 'Partition' }>, now: number): Partition {
    const topic = defined(this.#byId.get(record.topicId), 'the topic of a partition');
    assert(topic.partitions.length === record.partitionIndex, 'partitions are added in order');
    const partition = new Partition({ ...record, topicName: topic.name, createdAtMs: now }, this.#partitionPorts);
    topic.partitions.push(partition);
    return partition;
  }

  #changePartition(record: Extract<MetadataRecord, { type: 'PartitionChange' }>, now: number): Partition {
    const partition = defined(this.#byId.get(record.topicId)?.partitions[record.partitionIndex], 'the partition');
    const before = partition.leader;
    partition.replay(record, now);
    if (partition.leader !== before) for (const listener of this.#listeners) listener.leaderChanged(partition, now);
    return partition;
  }

  #clearElr(topicName: string, now: number): Partition[] {
    const partitions = topicName === '' ? [...this.partitions()] : (this.#byName.get(topicName)?.partitions ?? []);
    const cleared = partitions.filter(
      ({ eligibleLeaderReplicas, lastKnownElr }) => eligibleLeaderReplicas.length > 0 || lastKnownElr.length > 0,
    );
    for (const { topicId, partitionIndex } of cleared) {
      const nobody = { eligibleLeaderReplicas: [], lastKnownElr: [] };
      this.#changePartition({ type: 'PartitionChange', topicId, partitionIndex, ...nobody }, now);
    }
    return cleared;
  }

  #removeTopic(topicId: Uuid, now: number): void {
    const topic = defined(this.#byId.get(topicId), 'the topic to remove');
    this.#byName.delete(topic.name);
    this.#byId.delete(topicId);
    this.#configs.removeTopic(topic.name);
    for (const partition of topic.partitions) partition.remove(now);
    for (const listener of this.#listeners) listener.topicRemoved(topic, now);
  }
}

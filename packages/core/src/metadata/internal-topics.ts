import { assert, defined } from '../assert.ts';
import type { Configs } from './configs/configs.ts';
import type { Metadata } from './metadata.ts';
import { ConfigResourceType, type MetadataRecord } from './records.ts';
import { partitionRecord, placePartitions } from './topic-creation.ts';

interface InternalTopic {
  /** What its broker configs begin with: `<prefix>.num.partitions`, `.replication.factor`, `.segment.bytes`. */
  readonly prefix: string;
  readonly cleanupPolicy: 'compact' | 'delete';
  readonly compressionType: 'producer' | 'uncompressed';
}

/** Kafka's own topics, which clients may read but not write. Clients can have each of them made by asking for metadata. */
const INTERNAL_TOPICS: ReadonlyMap<string, InternalTopic> = new Map([
  ['__consumer_offsets', { prefix: 'offsets.topic', cleanupPolicy: 'compact', compressionType: 'producer' }],
  [
    '__transaction_state',
    { prefix: 'transaction.state.log', cleanupPolicy: 'compact', compressionType: 'uncompressed' },
  ],
  [
    '__share_group_state',
    { prefix: 'share.coordinator.state.topic', cleanupPolicy: 'delete', compressionType: 'producer' },
  ],
]);

export function isInternalTopicName(name: string): boolean {
  return INTERNAL_TOPICS.has(name);
}

/**
 * The records that create one of Kafka's own topics. It is made whatever else there is: a name that would collide with it,
 * or a size that a client could not ask for, is no reason to be without coordinators.
 * Differs: never more replicas than there are brokers.
 * @returns none where no broker lives that may get replicas.
 */
export function internalTopicRecords(metadata: Metadata, configs: Configs, name: string): readonly MetadataRecord[] {
  const { prefix, cleanupPolicy, compressionType } = defined(INTERNAL_TOPICS.get(name), `the shape of topic ${name}`);
  const config = (key: string, value: string): MetadataRecord => {
    return { type: 'Config', resourceType: ConfigResourceType.TOPIC, resourceName: name, name: key, value };
  };
  const count = configs.broker.number(`${prefix}.num.partitions`);
  const wantedReplicas = configs.broker.number(`${prefix}.replication.factor`);
  const placeable = metadata.placeableBrokers();
  if (!placeable.some(({ state }) => state === 'running')) return [];
  const replicationFactor = Math.min(wantedReplicas, placeable.length);
  const placed = placePartitions(metadata, name, { from: 0, count, replicationFactor });
  assert(!('errorCode' in placed), `topic ${name} can be placed`);
  const topicId = metadata.newTopicId();
  return [
    { type: 'Topic', name, topicId },
    config('cleanup.policy', cleanupPolicy),
    config('compression.type', compressionType),
    config('segment.bytes', configs.broker.string(`${prefix}.segment.bytes`)),
    ...placed.map((replicas, partitionIndex) => partitionRecord({ metadata }, topicId, partitionIndex, replicas)),
  ];
}

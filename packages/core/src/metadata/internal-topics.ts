import { assert, defined } from '../assert.ts';
import type { Configs } from './configs/configs.ts';
import type { Metadata } from './metadata.ts';
import type { MetadataRecord } from './records.ts';
import { createTopicRecords } from './topic-creation.ts';

interface InternalTopic {
  readonly partitions: string;
  readonly replicationFactor: string;
  /** Name of the broker config behind the topic's segment.bytes. */
  readonly segmentBytes: string;
}

/** Which broker configs shape Kafka's own topics. */
const INTERNAL_TOPICS: ReadonlyMap<string, InternalTopic> = new Map([
  [
    '__consumer_offsets',
    {
      partitions: 'offsets.topic.num.partitions',
      replicationFactor: 'offsets.topic.replication.factor',
      segmentBytes: 'offsets.topic.segment.bytes',
    },
  ],
]);

/** The records that create one of Kafka's own topics. Differs: never more replicas than there are live brokers. */
export function internalTopicRecords(metadata: Metadata, configs: Configs, name: string): readonly MetadataRecord[] {
  const topic = defined(INTERNAL_TOPICS.get(name), `the shape of topic ${name}`);
  const liveBrokers = metadata.liveBrokers().length;
  const created = createTopicRecords(
    { metadata, configs },
    {
      name,
      numPartitions: configs.broker.number(topic.partitions),
      replicationFactor: Math.min(configs.broker.number(topic.replicationFactor), liveBrokers),
      configs: new Map([
        ['cleanup.policy', 'compact'],
        ['compression.type', 'producer'],
        ['segment.bytes', configs.broker.string(topic.segmentBytes)],
      ]),
    },
  );
  assert('records' in created, `topic ${name} can be created`);
  return created.records;
}

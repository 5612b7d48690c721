import { ConfigResourceType, type Partition as CorePartition, type Topic as CoreTopic } from '@testka/core';
import { ZERO_UUID } from '@testka/protocol';
import { checkInteger, checkTopicName, isPlainObject } from './check.ts';
import { type BrokerContext, checkOpen, codecsOf } from './context.ts';
import { BrokerError } from './errors.ts';
import { checkPartitionOf, checkReadable, checkTopicOptions, existingTopic, noPartition } from './existing.ts';
import { inspect } from './inspect.ts';
import { SUBJECT, type Subject } from './matching/subject.ts';
import { throwIfRefused } from './kafka-errors.ts';
import { waitForMessages } from './messages/message-waits.ts';
import { readMessages } from './messages/read-messages.ts';
import { checkLeader, checkSomeNodeRuns, setLeader } from './nodes/leader.ts';
import { checkTopicConfigs } from './options/resolve-topics.ts';
import { produceMessages } from './produce.ts';
import type { Message, MessageMatch, MessageQuery, ProduceMessage, WaitOptions } from './types/message.ts';
import type { KafkaConfigs } from './types/options.ts';
import type { Partition, Topic } from './types/topic.ts';
import { callSite } from './waits/call-site.ts';

/** IncrementalAlterConfigs: set the value. */
const SET = 0;
const TIMEOUT_MS = 30_000;

/** A topic by name; every read looks it up, so the handle outlives the topic. */
export class TopicHandle implements Topic {
  readonly name: string;
  readonly #context: BrokerContext;
  readonly #mayBeMissing: boolean;

  constructor(context: BrokerContext, name: unknown, options: unknown = {}) {
    this.name = checkTopicName(name);
    this.#context = context;
    this.#mayBeMissing = checkTopicOptions(options);
  }

  get exists(): boolean {
    return this.#topic !== undefined;
  }

  get topicId(): string {
    return this.#topic?.topicId ?? '';
  }

  get config(): KafkaConfigs {
    if (this.#topic === undefined) return {};
    const resource = { resourceType: ConfigResourceType.TOPIC, resourceName: this.name, configurationKeys: null };
    const { results } = this.#context.driver.requestNow('DescribeConfigs', {
      resources: [resource],
      includeSynonyms: false,
      includeDocumentation: false,
    });
    const configs = results.flatMap((result) => result.configs);
    return Object.fromEntries(configs.flatMap(({ name, value }) => (value === null ? [] : [[name, value]])));
  }

  get partitions(): readonly Partition[] {
    return this.#corePartitions.map((partition) => ({
      topic: this.name,
      partition: partition.partitionIndex,
      leader: partition.leader === -1 ? null : partition.leader,
      leaderEpoch: partition.leaderEpoch,
      replicas: [...partition.replicas],
      isr: [...partition.isr],
      logStartOffset: partition.log.logStartOffset,
      highWatermark: partition.highWatermark,
      lastStableOffset: partition.lastStableOffset,
    }));
  }

  messages(query?: MessageQuery): Message[] {
    const { since } = this.#context;
    checkReadable(this.#context, this.name, this.#mayBeMissing);
    if (isPlainObject(query)) checkPartitionOf(this.#context, this.name, query.partition);
    return readMessages(this.#corePartitions, { codecs: codecsOf(this.#context, this.name), since }, query);
  }

  // oxlint-disable-next-line typescript/require-await -- what is wrong with the messages rejects, as on a real cluster
  async fetchMessages(query?: MessageQuery): Promise<Message[]> {
    checkOpen(this.#context);
    return this.messages(query);
  }

  async produce(...messages: ProduceMessage[]): Promise<void> {
    checkOpen(this.#context);
    await produceMessages(this.#context, this.name, messages);
  }

  async waitForMessage(match?: MessageMatch, options: WaitOptions = {}): Promise<Message> {
    const [message] = await waitForMessages(this.#context, this.name, { count: 1, match }, options, callSite());
    return message as Message;
  }

  async waitForMessages(count: number, match?: MessageMatch, options: WaitOptions = {}): Promise<Message[]> {
    return await waitForMessages(this.#context, this.name, { count, match }, options, callSite());
  }

  setConfig(config: KafkaConfigs): void {
    const configs = checkTopicConfigs(config, { name: 'the configs', value: config, code: 'ERR_INVALID_CONFIG' });
    this.#administrable();
    const { responses } = this.#context.driver.requestNow('IncrementalAlterConfigs', {
      resources: [
        {
          resourceType: ConfigResourceType.TOPIC,
          resourceName: this.name,
          configs: [...configs].map(([name, value]) => ({ name, configOperation: SET, value })),
        },
      ],
      validateOnly: false,
    });
    for (const response of responses)
      throwIfRefused(
        response,
        `setting configs of topic "${this.name}"`,
        'see the topic configs in the Kafka documentation',
      );
  }

  addPartitions(total: number): void {
    const count = checkInteger({ name: 'the number of partitions', value: total, code: 'ERR_INVALID_PARTITION' }, 1);
    this.#administrable();
    const { results } = this.#context.driver.requestNow('CreatePartitions', {
      topics: [{ name: this.name, count, assignments: null }],
      timeoutMs: TIMEOUT_MS,
      validateOnly: false,
    });
    for (const result of results)
      throwIfRefused(result, `adding partitions to topic "${this.name}"`, 'give the new total, more than there are');
  }

  deleteRecords(before: number, partition?: number): void {
    const given = { name: 'the offset', value: before, code: 'ERR_INVALID_ARGUMENT' } as const;
    const offset = before === Infinity ? Infinity : checkInteger(given, 0, Infinity);
    const topic = this.#administrable();
    const chosen = topic.partitions.filter(
      ({ partitionIndex }) => partition === undefined || partitionIndex === partition,
    );
    if (chosen.length === 0) throw noPartition(this.name, partition, topic.partitions.length);
    const end = chosen[0]?.highWatermark ?? 0;
    if (partition !== undefined && offset > end && offset !== Infinity) {
      const problem = `offset ${offset} is beyond the end of ${this.name}[${partition}], which is ${end}`;
      throw new BrokerError('ERR_INVALID_ARGUMENT', `${problem}; to remove all, say Infinity`);
    }
    for (const { partitionIndex } of chosen) checkLeader(this.#context, this.name, partitionIndex);
    const { topics } = this.#context.driver.requestNow('DeleteRecords', {
      topics: [
        {
          name: this.name,
          partitions: chosen.map(({ partitionIndex, highWatermark }) => ({
            partitionIndex,
            offset: Math.min(offset, highWatermark),
          })),
        },
      ],
      timeoutMs: TIMEOUT_MS,
    });
    for (const result of topics.flatMap(({ partitions }) => partitions)) {
      throwIfRefused(
        result,
        `deleting records of ${this.name}[${result.partitionIndex}]`,
        'the offset must not be beyond the high watermark',
      );
    }
  }

  setLeader(partition: number, nodeId: number | null): void {
    const last = this.#administrable().partitions.length - 1;
    const given = { name: `the partition of topic "${this.name}"`, value: partition } as const;
    setLeader(this.#context, this.name, checkInteger({ ...given, code: 'ERR_INVALID_PARTITION' }, 0, last), nodeId);
  }

  async delete(): Promise<void> {
    this.#administrable();
    const { responses } = await this.#context.driver.request('DeleteTopics', {
      topics: [{ name: this.name, topicId: ZERO_UUID }],
      topicNames: [],
      timeoutMs: TIMEOUT_MS,
    });
    for (const response of responses) throwIfRefused(response, `deleting topic "${this.name}"`, 'see the error');
  }

  /** What matchers look at. */
  get [SUBJECT](): Subject {
    return { kind: 'topic', name: this.name, context: this.#context, mayBeMissing: this.#mayBeMissing };
  }

  /** What failed assertions print. */
  toJSON(): object {
    const { name, exists, topicId, partitions } = this;
    return { name, exists, topicId, partitions };
  }

  /** What console.log prints. */
  [inspect](): object {
    return this.toJSON();
  }

  get #topic(): CoreTopic | undefined {
    return this.#context.view.metadata.topic(this.name);
  }

  get #corePartitions(): readonly CorePartition[] {
    return this.#topic?.partitions ?? [];
  }

  /** The topic, for what asks the controller. */
  #administrable(): CoreTopic {
    checkOpen(this.#context);
    const topic = existingTopic(this.#context, this.name, 'Create it with createTopics() first');
    checkSomeNodeRuns(this.#context);
    return topic;
  }
}

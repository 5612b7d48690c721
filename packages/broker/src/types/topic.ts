import type { Message, MessageMatch, MessageQuery, ProduceMessage, Untyped, WaitOptions } from './message.ts';
import type { KafkaConfigs } from './options.ts';

/** What a test can do with a topic of any cluster. */
export interface TestTopic<V = Untyped> {
  readonly name: string;
  /**
   * Appends the messages in their order; they are there when it resolves, in all in-sync replicas (acks=all), for which it waits
   * no longer than the option `waitTimeout`. A topic that does not exist is created if the
   * broker creates topics by itself.
   * @throws BrokerError ERR_INVALID_MESSAGE, ERR_INVALID_PARTITION, ERR_SCHEMA_MISMATCH, ERR_UNKNOWN_TOPIC, ERR_NO_LEADER,
   * ERR_PRODUCE_FAILED; nothing is written unless all messages are well-formed.
   */
  produce(...messages: ProduceMessage<V>[]): Promise<void>;
  /** All messages now in the topic (read_committed), in append order. @throws as `messages` of the embedded broker */
  fetchMessages(query?: MessageQuery<V>): Promise<Message<V>[]>;
  /**
   * The first message that matches, whether it is there already or comes.
   * @throws WaitTimeoutError with what came instead
   */
  waitForMessage(match?: MessageMatch<V>, options?: WaitOptions): Promise<Message<V>>;
  /** The first `count` messages that match, in append order. @throws WaitTimeoutError with what came instead */
  waitForMessages(count: number, match?: MessageMatch<V>, options?: WaitOptions): Promise<Message<V>[]>;
  /** Deletes the topic with everything in it. @throws BrokerError ERR_UNKNOWN_TOPIC */
  delete(): Promise<void>;
}

/** How `broker.topic()` is to take a topic that does not exist. */
export interface TopicReadOptions {
  /** True: its name is no typo, although another topic has a name that differs by a letter or two. Default: false. */
  mayBeMissing?: boolean;
}

/** A topic of the embedded broker. Reads are synchronous: they give what is there now, as plain data. */
export interface Topic<V = Untyped> extends TestTopic<V> {
  /** False: no such topic (yet). */
  readonly exists: boolean;
  /** '' when the topic does not exist. */
  readonly topicId: string;
  /** What is set for the topic itself, and what the broker's defaults make of the rest, by Kafka's names. */
  readonly config: KafkaConfigs;
  readonly partitions: readonly Partition[];
  /**
   * What is stored, in append order over all partitions.
   * @throws BrokerError ERR_DECODE when a message does not fit the topic's codec, ERR_INVALID_ARGUMENT, ERR_INVALID_MATCH,
   * ERR_INVALID_PARTITION, ERR_UNKNOWN_TOPIC where the name looks like a typo of another (unless it `mayBeMissing`)
   */
  messages(query?: MessageQuery<V>): Message<V>[];
  /** Sets topic configs. @throws BrokerError ERR_INVALID_CONFIG, ERR_UNKNOWN_TOPIC */
  setConfig(config: KafkaConfigs): void;
  /** Raises the number of partitions. @throws BrokerError ERR_INVALID_PARTITION, ERR_UNKNOWN_TOPIC */
  addPartitions(total: number): void;
  /**
   * Removes the records before an offset, in one partition or in all, as far as each reaches; `Infinity`: all there are.
   * @throws BrokerError ERR_INVALID_ARGUMENT, ERR_INVALID_PARTITION, ERR_UNKNOWN_TOPIC, ERR_NO_LEADER
   */
  deleteRecords(before: number, partition?: number): void;
  /**
   * Moves the leadership of a partition to another in-sync replica, under the next leader epoch; null: nobody leads it, until
   * it is given to a node again, or one with a replica starts. As in Kafka, the preferred replica (the first) leads again within
   * 5 minutes, unless the config `auto.leader.rebalance.enable` is false.
   * @throws BrokerError ERR_LEADER_REFUSED (not a replica, not in sync, not running), ERR_UNKNOWN_NODE, ERR_UNKNOWN_TOPIC,
   * ERR_INVALID_PARTITION
   */
  setLeader(partition: number, nodeId: number | null): void;
}

/** A partition as it is now. */
export interface Partition {
  readonly topic: string;
  readonly partition: number;
  /** Null: none. */
  readonly leader: number | null;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  /** Offset of the first record that can be read. */
  readonly logStartOffset: number;
  /** Offset that the next record gets, as far as consumers may read. */
  readonly highWatermark: number;
  /** The same for consumers that read committed transactions only. */
  readonly lastStableOffset: number;
}

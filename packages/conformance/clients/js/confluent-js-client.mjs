/** The scenarios with @confluentinc/kafka-javascript: its promises as in kafkajs, and librdkafka below. */
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { BOOTSTRAP_SERVERS, Refused } from './harness.mjs';
import { main } from './main.mjs';

// The package is CommonJS, and what it exports is known only when it runs.
const require = createRequire(import.meta.url);
const { KafkaJS, RdKafka, librdkafkaVersion } = require('@confluentinc/kafka-javascript');
const { CODES, AdminClient } = RdKafka;
const { Kafka, PartitionAssigners, logLevel } = KafkaJS;
const { ConsumerGroupStates } = AdminClient;

const NOT_LEADER_OR_FOLLOWER = 6;
const REQUEST_TIMEOUT_MS = 20_000;

/** Standard output belongs to the results. */
const logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (message) => console.error(`warn ${message}`),
  error: (message) => console.error(`error ${message}`),
  namespace: () => logger,
  setLogLevel: () => undefined,
};

function client(clientId = 'confluent-js') {
  return new Kafka({ kafkaJS: { clientId, brokers: BOOTSTRAP_SERVERS, logger, logLevel: logLevel.WARN } });
}

/** What the broker said may lie in one of several errors; codes of librdkafka itself are negative. */
function brokerError(error) {
  if (error === undefined || error === null) return undefined;
  const inner = [...(error.errors ?? []), ...(error.groups ?? []), ...(error.partitions ?? [])];
  for (const each of inner) {
    const found = brokerError(each.error ?? each);
    if (found !== undefined) return found;
  }
  return error.code > 0 ? error : undefined;
}

async function asked(promise) {
  try {
    return await promise;
  } catch (error) {
    const found = brokerError(error);
    if (found === undefined) throw error;
    throw new Refused(found.code, `${found.name}: ${found.message}`);
  }
}

/** As with kafkajs: an object; a name that is there several times has a list of values. */
function toHeaders(pairs) {
  const headers = {};
  for (const [name, value] of pairs) headers[name] = name in headers ? [headers[name], value].flat() : value;
  return headers;
}

function fromHeaders(headers = {}) {
  return Object.entries(headers).flatMap(([name, value]) => [value].flat().map((each) => [name, each]));
}

class Producer {
  #producer;
  #options;

  static async open(options) {
    const producer = new Producer();
    producer.#options = { acks: -1, codec: 'none', batchRecords: Number.POSITIVE_INFINITY, ...options };
    await producer.#connect();
    return producer;
  }

  async #connect() {
    const { acks, codec, idempotent = false, isPatient = false } = this.#options;
    this.#producer = client().producer({
      kafkaJS: {
        ...{ acks, compression: codec, idempotent, allowAutoTopicCreation: false },
        retry: { retries: isPatient ? 1_000 : 5, initialRetryTime: 50, maxRetryTime: 1_000 },
        // So long it does not hear of new partitions.
        ...(isPatient ? { metadataMaxAge: 2_000 } : {}),
      },
    });
    await this.#producer.connect();
  }

  async send(topic, records) {
    const { acks, batchRecords } = this.#options;
    const acknowledged = [];
    for (let start = 0; start < records.length; start += batchRecords) {
      const batch = records.slice(start, start + batchRecords);
      const messages = batch.map(({ partition, timestampMs, key, value, headers }) => ({
        ...{ partition, key, value },
        ...{ timestamp: String(timestampMs), headers: toHeaders(headers) },
      }));
      const answers = await this.#sendBatch(topic, messages);
      // One answer per partition, with the offset of its first record.
      const next = new Map(answers.map(({ partition, baseOffset }) => [partition, Number(baseOffset)]));
      for (const { partition } of batch) {
        const offset = acks === 0 ? undefined : next.get(partition);
        next.set(partition, offset + 1);
        acknowledged.push([partition, offset]);
      }
    }
    return acknowledged;
  }

  async #sendBatch(topic, messages) {
    for (;;) {
      try {
        // It changes what it is given.
        return await asked(this.#producer.send({ topic, messages: messages.map((message) => ({ ...message })) }));
      } catch (error) {
        if (!this.#options.isPatient) throw error;
        // It has sent none of them: it has not heard yet of the partition that all of them are for.
        if (error.code === CODES.ERRORS.ERR__UNKNOWN_PARTITION) await delay(50);
        else if (!error.fatal && error.code !== CODES.ERRORS.ERR__FATAL) throw error;
        // An idempotent producer that finds acknowledged records gone sends nothing more; the application needs another.
        else return await this.#startAnew(error);
      }
    }
  }

  async #startAnew(error) {
    console.error(`fatal: ${String(error)}`);
    void this.#producer.disconnect().catch((failed) => console.error(`disconnect: ${String(failed)}`));
    await this.#connect();
    throw error;
  }

  async close() {
    await this.#producer.disconnect();
  }
}

class Member {
  #consumer;
  #topic;
  #owned = new Set();

  static async open(options) {
    const { group, topic, reset, sessionMs = 45_000, fetchWaitMs = 100, clientId, startAt, rack = '' } = options;
    const member = new Member();
    member.#topic = topic;
    const consumer = client(clientId).consumer({
      kafkaJS: {
        ...{ groupId: group, sessionTimeout: sessionMs, heartbeatInterval: 500, maxWaitTimeInMs: fetchWaitMs },
        // With seek(), what is read before it must be nothing.
        ...{ fromBeginning: reset === 'earliest' && startAt === undefined, autoCommit: false, rackId: rack },
        ...{ allowAutoTopicCreation: false, ...(options.isPatient ? { metadataMaxAge: 2_000 } : {}) },
        partitionAssigners: [
          options.cooperative === true ? PartitionAssigners.cooperativeSticky : PartitionAssigners.roundRobin,
        ],
      },
      ...(options.instanceId === undefined ? {} : { 'group.instance.id': options.instanceId }),
      // It assigns by itself what it is told here.
      rebalance_cb: (event, partitions) => member.#rebalanced(event, partitions, options),
    });
    member.#consumer = consumer;
    await consumer.connect();
    await consumer.subscribe({ topics: [topic] });
    await consumer.run({ eachMessage: async (delivery) => options.onRecord(received(delivery)) });
    for (const [partition, offset] of startAt ?? []) consumer.seek({ topic, partition, offset: String(offset) });
    return member;
  }

  /** What is told is all that it owns, or, of a cooperative group, what is added or taken. */
  #rebalanced(event, partitions, { cooperative, onAssigned, onLost }) {
    const told = partitions.map(({ partition }) => partition);
    const isAssigned = event.code === CODES.ERRORS.ERR__ASSIGN_PARTITIONS;
    if (isAssigned) for (const partition of told) this.#owned.add(partition);
    else for (const partition of told) this.#owned.delete(partition);
    if (isAssigned || cooperative === true) onAssigned([...this.#owned]);
    else onLost();
  }

  async commitOffset(partition, offset, metadata) {
    await asked(this.#consumer.commitOffsets([{ topic: this.#topic, partition, offset: String(offset), metadata }]));
  }

  /** Not shown. */
  generation() {
    return undefined;
  }

  /** Not shown. */
  memberId() {
    return undefined;
  }

  async close() {
    await this.#consumer.disconnect();
  }
}

function received({ partition, message }) {
  const { key, value, timestamp, offset, headers } = message;
  return {
    ...{ partition, key, value },
    ...{ offset: Number(offset), timestampMs: Number(timestamp), headers: fromHeaders(headers) },
  };
}

class Admin {
  #admin;

  static async open() {
    const admin = new Admin();
    admin.#admin = client().admin();
    await admin.#admin.connect();
    return admin;
  }

  async createTopics(topics) {
    const request = topics.map(({ name, partitionCount, configs = {} }) => ({
      ...{ topic: name, numPartitions: partitionCount, replicationFactor: 1 },
      configEntries: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
    }));
    const created = await asked(this.#admin.createTopics({ topics: request, timeout: REQUEST_TIMEOUT_MS }));
    // TOPIC_ALREADY_EXISTS is no error here.
    if (!created) throw new Refused(36, 'createTopics() resolves to false');
  }

  async layout(topic) {
    const [{ partitions }] = await asked(
      this.#admin.fetchTopicMetadata({ topics: [topic], timeout: REQUEST_TIMEOUT_MS }),
    );
    return new Map(partitions.map(({ partitionId, ...described }) => [partitionId, described]));
  }

  async topics() {
    return asked(this.#admin.listTopics({ timeout: REQUEST_TIMEOUT_MS }));
  }

  async endOffsets(topic, partitionCount) {
    const offsets = await asked(this.#admin.fetchTopicOffsets(topic, { timeout: REQUEST_TIMEOUT_MS }));
    const ends = new Map(offsets.map(({ partition, offset }) => [partition, Number(offset)]));
    // What a leader refuses is lost on the way; so is why.
    if ([...ends.values()].some((end) => !(end >= 0)))
      throw new Refused(NOT_LEADER_OR_FOLLOWER, 'an offset is missing');
    return Array.from({ length: partitionCount }, (_, partition) => ends.get(partition));
  }

  /** It replaces "none" by the end offset; there is no record there, so that says the same. */
  async offsetForTime(topic, partition, timestampMs) {
    const options = { timeout: REQUEST_TIMEOUT_MS };
    const found = await asked(this.#admin.fetchTopicOffsetsByTimestamp(topic, timestampMs, options));
    const offset = Number(found.find((each) => each.partition === partition).offset);
    const [end] = await this.endOffsets(topic, 1);
    return { offset: offset === end ? undefined : offset };
  }

  /** Only the interface that is librdkafka's own has it. */
  async createPartitions(topic, count) {
    const admin = AdminClient.create({ 'bootstrap.servers': BOOTSTRAP_SERVERS.join(',') });
    try {
      await asked(
        new Promise((resolve, reject) => {
          admin.createPartitions(topic, count, REQUEST_TIMEOUT_MS, (error) => (error ? reject(error) : resolve()));
        }),
      );
    } finally {
      admin.disconnect();
    }
  }

  async deleteRecords(topic, partition, before) {
    const partitions = [{ partition, offset: String(before) }];
    const [deleted] = await asked(this.#admin.deleteTopicRecords({ topic, partitions, timeout: REQUEST_TIMEOUT_MS }));
    return deleted.lowWatermark;
  }

  async groups(state) {
    const matching = state === undefined ? {} : { matchConsumerGroupStates: [ConsumerGroupStates[state]] };
    const { groups } = await asked(this.#admin.listGroups({ timeout: REQUEST_TIMEOUT_MS, ...matching }));
    return new Map(
      groups.map(({ groupId, protocolType, state }) => [groupId, { protocolType, state: stateName(state) }]),
    );
  }

  async describeGroup(group) {
    const { groups } = await asked(this.#admin.describeGroups([group], { timeout: REQUEST_TIMEOUT_MS }));
    const [{ state, partitionAssignor, members }] = groups;
    return {
      state: stateName(state),
      protocol: partitionAssignor,
      members: members.map(({ memberId, clientId, clientHost, assignment }) => ({
        ...{ memberId, clientId, host: clientHost },
        assignment: byTopic(assignment.topicPartitions),
      })),
    };
  }

  async groupOffsets(group, topic) {
    const request = { groupId: group, topics: [topic], timeout: REQUEST_TIMEOUT_MS };
    const [fetched] = await asked(this.#admin.fetchOffsets(request));
    const committed = (fetched?.partitions ?? []).filter(({ offset }) => Number(offset) >= 0);
    committed.sort((left, right) => left.partition - right.partition);
    return new Map(
      committed.map(({ partition, offset, metadata }) => [
        partition,
        { offset: Number(offset), metadata: metadata ?? '' },
      ]),
    );
  }

  /** A consumer that joins no group may commit for one that has no members. */
  async commitOffsets(group, topic, offsets) {
    const consumer = client().consumer({ kafkaJS: { groupId: group, autoCommit: false } });
    await consumer.connect();
    const positions = offsets.map(([partition, offset]) => ({ topic, partition, offset: String(offset) }));
    try {
      await asked(consumer.commitOffsets(positions));
    } finally {
      await consumer.disconnect();
    }
  }

  async deleteGroup(group) {
    await asked(this.#admin.deleteGroups([group], { timeout: REQUEST_TIMEOUT_MS }));
  }

  async deleteTopic(topic) {
    await asked(this.#admin.deleteTopics({ topics: [topic], timeout: REQUEST_TIMEOUT_MS }));
  }

  /** Only the interface that is librdkafka's own has it, without the cluster's id and its controller. */
  async cluster() {
    const producer = new RdKafka.Producer({ 'bootstrap.servers': BOOTSTRAP_SERVERS.join(',') });
    const { brokers } = await new Promise((resolve, reject) => {
      producer.connect({ timeout: REQUEST_TIMEOUT_MS }, (error, metadata) =>
        error ? reject(error) : resolve(metadata),
      );
    });
    await new Promise((resolve) => producer.disconnect(resolve));
    return { brokers };
  }

  async close() {
    await this.#admin.disconnect();
  }
}

function byTopic(partitions) {
  const groups = Map.groupBy(partitions, ({ topic }) => topic);
  return new Map([...groups].map(([topic, each]) => [topic, each.map(({ partition }) => partition)]));
}

/** `STABLE` of 3: they are numbers here. */
function stateName(state) {
  return Object.keys(ConsumerGroupStates).find((name) => ConsumerGroupStates[name] === state);
}

const { version, librdkafka } = require('@confluentinc/kafka-javascript/package.json');
if (librdkafkaVersion !== librdkafka) {
  throw new Error(`${librdkafkaVersion} is not the librdkafka of this package, which is ${librdkafka}`);
}

await main({
  version: `@confluentinc/kafka-javascript ${version} (librdkafka ${librdkafkaVersion})`,
  assignor: PartitionAssigners.roundRobin,
  keepsHeaderOrder: false,
  sendsNullHeaderValues: false,
  // It takes 0 for none, and the time of sending for that.
  oldestTimestampMs: 1,
  showsLogAppendTime: true,
  commitsMetadata: true,
  altersIncrementally: false,
  producer: (options) => Producer.open(options),
  member: (options) => Member.open(options),
  admin: () => Admin.open(),
});

/** The scenarios with kafkajs. */
import { createRequire } from 'node:module';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import kafkajs from 'kafkajs';
import snappyCodec from 'kafkajs-snappy';
import { compressFrame, decompressFrame } from 'lz4-napi';
import { BOOTSTRAP_SERVERS, Refused } from './harness.mjs';
import { main } from './main.mjs';

const { AssignerProtocol, CompressionCodecs, CompressionTypes, ConfigResourceTypes, Kafka, logLevel } = kafkajs;

// Only gzip is built in; a codec is an object that the user registers.
CompressionCodecs[CompressionTypes.Snappy] = snappyCodec;
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: ({ buffer }) => compressFrame(buffer),
  decompress: (buffer) => decompressFrame(buffer),
});
CompressionCodecs[CompressionTypes.ZSTD] = () => ({
  compress: async ({ buffer }) => zstdCompressSync(buffer),
  decompress: async (buffer) => zstdDecompressSync(buffer),
});

const COMPRESSION = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
};
const CONFIG_SOURCES = { 1: 'DYNAMIC_TOPIC_CONFIG', 4: 'STATIC_BROKER_CONFIG', 5: 'DEFAULT_CONFIG' };

/** @param retries of a request; each waits twice as long as the one before, up to a second */
function client(clientId = 'kafkajs', retries = 5) {
  return new Kafka({
    clientId,
    brokers: BOOTSTRAP_SERVERS,
    // Standard output belongs to the results.
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => console.error(JSON.stringify(entry)),
    retry: { initialRetryTime: 50, maxRetryTime: 1000, retries },
  });
}

/** The broker's error code may lie several wrappers deep. */
function brokerError(error) {
  if (error === undefined || error === null) return undefined;
  if (typeof error.code === 'number') return error;
  const inner = [
    error.cause,
    error.originalError,
    ...(error.errors ?? []),
    ...(error.groups ?? []),
    ...(error.partitions ?? []),
  ];
  for (const each of inner) {
    const found = brokerError(each?.error ?? each);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function asked(promise) {
  try {
    return await promise;
  } catch (error) {
    const found = brokerError(error);
    if (found === undefined) throw error;
    throw new Refused(found.code, `${error.name}: ${error.message} (${found.type})`);
  }
}

/** kafkajs takes an object; a name that is there several times has a list of values. */
function toHeaders(pairs) {
  const headers = {};
  for (const [name, value] of pairs) headers[name] = name in headers ? [headers[name], value].flat() : value;
  return headers;
}

function fromHeaders(headers) {
  return Object.entries(headers).flatMap(([name, value]) => [value].flat().map((each) => [name, each]));
}

class Producer {
  #producer;
  #options;

  static async open(options) {
    const producer = new Producer();
    producer.#options = { acks: -1, codec: 'none', batchRecords: Number.POSITIVE_INFINITY, ...options };
    producer.#producer = client('kafkajs', options.isPatient ? 50 : 5).producer({
      idempotent: options.idempotent ?? false,
      maxInFlightRequests: options.idempotent ? 1 : null,
      allowAutoTopicCreation: false,
    });
    await producer.#producer.connect();
    return producer;
  }

  async send(topic, records) {
    const { acks, codec, batchRecords } = this.#options;
    const acknowledged = [];
    for (let start = 0; start < records.length; start += batchRecords) {
      const batch = records.slice(start, start + batchRecords);
      const messages = batch.map(({ partition, timestampMs, key, value, headers }) => ({
        ...{ partition, key, value },
        ...{ timestamp: String(timestampMs), headers: toHeaders(headers) },
      }));
      const answers = await asked(this.#producer.send({ topic, messages, acks, compression: COMPRESSION[codec] }));
      // One answer per partition, with the offset of its first record.
      const next = new Map((answers ?? []).map(({ partition, baseOffset }) => [partition, Number(baseOffset)]));
      for (const { partition } of batch) {
        const offset = acks === 0 ? undefined : next.get(partition);
        next.set(partition, offset + 1);
        acknowledged.push([partition, offset]);
      }
    }
    return acknowledged;
  }

  async close() {
    await this.#producer.disconnect();
  }
}

class Member {
  #consumer;
  #topic;
  #memberId;

  static async open(options) {
    const { group, topic, reset, sessionMs = 45_000, fetchWaitMs = 100, clientId, startAt, rack = '' } = options;
    if (options.instanceId !== undefined) throw new Error('kafkajs has no static membership');
    const member = new Member();
    member.#topic = topic;
    // Its consumer looks for another coordinator only when it has given up on the one before: the sooner the better.
    const retries = options.isPatient ? 3 : 20;
    const consumer = client(clientId).consumer({
      ...{ groupId: group, sessionTimeout: sessionMs, heartbeatInterval: 500, maxWaitTimeInMs: fetchWaitMs },
      rackId: rack,
      // So long it stays with the replica in its rack, whether that is there or not, and does not hear of new partitions.
      ...(options.isPatient ? { metadataMaxAge: 2_000 } : {}),
      ...{ allowAutoTopicCreation: false, retry: { initialRetryTime: 50, maxRetryTime: 1000, retries } },
    });
    member.#consumer = consumer;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      member.#memberId = payload.memberId;
      options.onAssigned(payload.memberAssignment[topic] ?? []);
    });
    consumer.on(consumer.events.REBALANCING, () => options.onLost());
    await consumer.connect();
    // With seek(), what is read before it must be nothing.
    await consumer.subscribe({ topics: [topic], fromBeginning: reset === 'earliest' && startAt === undefined });
    await consumer.run({ autoCommit: false, eachMessage: async (delivery) => options.onRecord(received(delivery)) });
    for (const [partition, offset] of startAt ?? []) consumer.seek({ topic, partition, offset: String(offset) });
    return member;
  }

  async commitOffset(partition, offset, metadata) {
    await asked(this.#consumer.commitOffsets([{ topic: this.#topic, partition, offset: String(offset), metadata }]));
  }

  memberId() {
    return this.#memberId;
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
    const request = topics.map(({ name, partitionCount, configs = {}, assignments }) => ({
      topic: name,
      configEntries: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
      ...(assignments === undefined
        ? { numPartitions: partitionCount, replicationFactor: 1 }
        : { replicaAssignment: assignments.map((replicas, partition) => ({ partition, replicas })) }),
    }));
    const created = await asked(this.#admin.createTopics({ topics: request, waitForLeaders: false }));
    // TOPIC_ALREADY_EXISTS is no error here.
    if (!created) throw new Refused(36, 'createTopics() resolves to false');
  }

  async layout(topic) {
    const { topics } = await asked(this.#admin.fetchTopicMetadata({ topics: [topic] }));
    return new Map(topics[0].partitions.map(({ partitionId, ...described }) => [partitionId, described]));
  }

  async topics() {
    return this.#admin.listTopics();
  }

  async endOffsets(topic, partitionCount) {
    const offsets = await asked(this.#admin.fetchTopicOffsets(topic));
    const high = new Map(offsets.map((each) => [each.partition, Number(each.high)]));
    return Array.from({ length: partitionCount }, (_, partition) => high.get(partition));
  }

  /** kafkajs replaces "none" by the end offset; there is no record there, so that says the same. */
  async offsetForTime(topic, partition, timestampMs) {
    const found = await asked(this.#admin.fetchTopicOffsetsByTimestamp(topic, timestampMs));
    const offset = Number(found.find((each) => each.partition === partition).offset);
    const [end] = await this.endOffsets(topic, 1);
    return { offset: offset === end ? undefined : offset };
  }

  async createPartitions(topic, count) {
    await asked(this.#admin.createPartitions({ topicPartitions: [{ topic, count }] }));
  }

  async deleteRecords(topic, partition, before) {
    await asked(this.#admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(before) }] }));
    const offsets = await asked(this.#admin.fetchTopicOffsets(topic));
    return Number(offsets.find((each) => each.partition === partition).low);
  }

  async topicConfigs(topic) {
    const resource = { type: ConfigResourceTypes.TOPIC, name: topic };
    const { resources } = await asked(this.#admin.describeConfigs({ resources: [resource], includeSynonyms: false }));
    const entries = resources[0].configEntries;
    return new Map(
      entries.map(({ configName, configValue, configSource }) => [
        configName,
        `${configValue} ${CONFIG_SOURCES[configSource]}`,
      ]),
    );
  }

  async alterTopicConfig(topic, key, value) {
    const resource = { type: ConfigResourceTypes.TOPIC, name: topic, configEntries: [{ name: key, value }] };
    await asked(this.#admin.alterConfigs({ validateOnly: false, resources: [resource] }));
  }

  async groups() {
    const { groups } = await asked(this.#admin.listGroups());
    return new Map(groups.map(({ groupId, protocolType }) => [groupId, { protocolType }]));
  }

  async describeGroup(group) {
    const { groups } = await asked(this.#admin.describeGroups([group]));
    const [{ state, protocol, members }] = groups;
    return {
      state,
      protocol,
      members: members.map(({ memberId, clientId, clientHost, memberAssignment }) => {
        const { assignment } = AssignerProtocol.MemberAssignment.decode(memberAssignment);
        return { memberId, clientId, host: clientHost, assignment: new Map(Object.entries(assignment)) };
      }),
    };
  }

  async groupOffsets(group, topic) {
    const fetched = await asked(this.#admin.fetchOffsets({ groupId: group, topics: [topic] }));
    const committed = fetched[0].partitions.filter(({ offset }) => offset !== '-1');
    committed.sort((left, right) => left.partition - right.partition);
    return new Map(
      committed.map(({ partition, offset, metadata }) => [
        partition,
        { offset: Number(offset), metadata: metadata ?? '' },
      ]),
    );
  }

  async commitOffsets(group, topic, offsets) {
    const partitions = offsets.map(([partition, offset]) => ({ partition, offset: String(offset) }));
    await asked(this.#admin.setOffsets({ groupId: group, topic, partitions }));
  }

  async deleteGroup(group) {
    await asked(this.#admin.deleteGroups([group]));
  }

  async deleteTopic(topic) {
    await asked(this.#admin.deleteTopics({ topics: [topic] }));
  }

  async cluster() {
    const { clusterId, controller, brokers } = await asked(this.#admin.describeCluster());
    const list = brokers.map(({ nodeId, host, port }) => ({ id: nodeId, host, port }));
    return { clusterId, controllerId: controller, brokers: list };
  }

  async reassign(topic, partition, replicas) {
    const partitionAssignment = [{ partition, replicas }];
    await asked(this.#admin.alterPartitionReassignments({ topics: [{ topic, partitionAssignment }] }));
  }

  async reassignments(topic, partition) {
    const listed = await asked(
      this.#admin.listPartitionReassignments({ topics: [{ topic, partitions: [partition] }] }),
    );
    return listed.topics;
  }

  async close() {
    await this.#admin.disconnect();
  }
}

// Of a request that dies with its connection kafkajs 2.2.4 leaves a rejection behind now and then, which would end the process.
process.on('unhandledRejection', (error) => {
  if (error?.name !== 'KafkaJSConnectionError') throw error;
  console.error(`unhandled: ${error.message}`);
});

await main({
  version: `kafkajs ${createRequire(import.meta.url)('kafkajs/package.json').version}`,
  assignor: 'RoundRobinAssigner',
  keepsHeaderOrder: false,
  sendsNullHeaderValues: false,
  oldestTimestampMs: 0,
  showsLogAppendTime: true,
  commitsMetadata: true,
  altersIncrementally: false,
  producer: (options) => Producer.open(options),
  member: (options) => Member.open(options),
  admin: () => Admin.open(),
});

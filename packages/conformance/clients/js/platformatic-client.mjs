/** The scenarios with @platformatic/kafka. */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import {
  Admin as PlatformaticAdmin,
  Consumer,
  COOPERATIVE_STICKY_ASSIGNOR,
  cooperativeStickyAssigner,
  Producer as PlatformaticProducer,
} from '@platformatic/kafka';
import { BOOTSTRAP_SERVERS, Refused } from './harness.mjs';
import { main } from './main.mjs';
import { Fetches } from './platformatic-fetches.mjs';

const TOPIC_RESOURCE = 2;
const [SET, DELETE] = [0, 1];
const EXACT_NAME = 0;
/** In a row, for the application to take its consumer for lost; each has been tried several times. */
const FAILED_COMMITS = 3;
const CONFIG_SOURCES = { 1: 'DYNAMIC_TOPIC_CONFIG', 4: 'STATIC_BROKER_CONFIG', 5: 'DEFAULT_CONFIG' };
const BASE = { bootstrapBrokers: BOOTSTRAP_SERVERS, retries: 5, retryDelay: 50, autocreateTopics: false };

/** The broker's error code lies in an aggregate of errors. */
function brokerError(error) {
  if (error === undefined || error === null) return undefined;
  if (typeof error.apiCode === 'number') return error;
  for (const each of [error.cause, ...(error.errors ?? [])]) {
    const found = brokerError(each);
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
    throw new Refused(found.apiCode, `${error.name}: ${error.message} (${found.apiId}: ${found.message})`);
  }
}

class Producer {
  #producer;
  #options;

  static async open(options) {
    const producer = new Producer();
    producer.#options = {
      acks: -1,
      codec: 'none',
      idempotent: false,
      batchRecords: Number.POSITIVE_INFINITY,
      ...options,
    };
    // Retries that outlast an election.
    const patience = options.isPatient ? { retries: 500 } : {};
    producer.#producer = new PlatformaticProducer({ ...BASE, ...patience, clientId: 'platformatic' });
    return producer;
  }

  async send(topic, records) {
    const { acks, codec, idempotent, batchRecords } = this.#options;
    const acknowledged = [];
    for (let start = 0; start < records.length; start += batchRecords) {
      const batch = records.slice(start, start + batchRecords);
      const messages = batch.map(({ partition, timestampMs, key, value, headers }) => ({
        ...{ topic, partition, key, value, timestamp: BigInt(timestampMs) },
        // Names are Buffers, so a name may be there twice.
        headers: new Map(headers.map(([name, each]) => [Buffer.from(name), each])),
      }));
      const answer = await asked(this.#producer.send({ messages, acks, idempotent, compression: codec }));
      // One answer per partition, with the offset of its first record.
      const next = new Map((answer.offsets ?? []).map(({ partition, offset }) => [partition, Number(offset)]));
      for (const { partition } of batch) {
        const offset = acks === 0 ? undefined : next.get(partition);
        next.set(partition, offset + 1);
        acknowledged.push([partition, offset]);
      }
    }
    return acknowledged;
  }

  async close() {
    await this.#producer.close();
  }
}

class Member {
  #options;
  #consumer;
  #stream;
  #isClosed = false;
  #isJoining = false;
  /** Whether what comes now is what it has been assigned: nothing of a fetch that was sent before is under way. */
  #isAssigned = false;
  #failedCommits = 0;

  static async open(options) {
    const member = new Member();
    member.#options = options;
    await member.#join();
    return member;
  }

  async #join() {
    const options = this.#options;
    const { group, topic, sessionMs = 45_000, fetchWaitMs = 100, clientId = 'platformatic', rack = '' } = options;
    const consumer = new Consumer({
      // It tries the same fetch again, with the same leader epoch, before its stream ends: not for long.
      ...BASE,
      ...{ clientId, groupId: group, maxWaitTime: fetchWaitMs, autocommit: false },
      ...{ sessionTimeout: sessionMs, rebalanceTimeout: 60_000, heartbeatInterval: 500 },
      ...(rack === '' ? {} : { clientRack: rack }),
      ...(options.instanceId === undefined ? {} : { groupInstanceId: options.instanceId }),
      ...(options.cooperative === true
        ? {
            protocols: [{ name: COOPERATIVE_STICKY_ASSIGNOR, version: 3 }],
            partitionAssigner: cooperativeStickyAssigner,
          }
        : {}),
    });
    this.#consumer = consumer;
    let joined = 0;
    consumer.on('consumer:group:join', ({ assignments }) => {
      const join = ++joined;
      this.#isAssigned = false;
      void fetches.ended(consumer).then(() => {
        if (join !== joined) return;
        this.#isAssigned = true;
        options.onAssigned(assignments?.find((each) => each.topic === topic)?.partitions ?? []);
      });
    });
    // A cooperative member keeps its partitions while the group rebalances.
    consumer.on('consumer:group:rebalance', () => {
      if (options.cooperative !== true) options.onLost();
    });
    await this.#consume();
  }

  async #consume() {
    const { group, topic, reset, startAt } = this.#options;
    const start =
      startAt === undefined
        ? { mode: 'committed', fallbackMode: reset }
        : {
            mode: 'manual',
            offsets: startAt.map(([partition, offset]) => ({ topic, partition, offset: BigInt(offset) })),
          };
    const consumer = this.#consumer;
    this.#stream = await asked(consumer.consume({ topics: [topic], autocommit: false, ...start }));
    this.#stream.on('data', (message) => this.#options.onRecord(received(message)));
    this.#stream.on('error', (error) => {
      console.error(`${group}: ${error} ${brokerError(error)?.apiId ?? ''}`);
      if (this.#options.isPatient) void this.#reopen(consumer);
    });
  }

  /** Its stream ends with the first error; the application has to begin another, behind what the group has committed. */
  async #reopen(consumer) {
    this.#options.onReopened();
    while (!this.#isClosed && this.#consumer === consumer) {
      try {
        // What it knows of leaders it keeps for seconds, also when they have told it that they are none.
        await consumer.metadata({ topics: [this.#options.topic], forceUpdate: true });
        return await this.#consume();
      } catch (error) {
        console.error(`consume: ${String(error)}`);
        await delay(50);
      }
    }
  }

  /** It does not look for another coordinator when its own is gone from the cluster; the application has to begin with another. */
  async #rejoin() {
    this.#options.onReopened();
    this.#failedCommits = 0;
    this.#isJoining = true;
    while (!this.#isClosed && this.#isJoining) {
      void this.#consumer.close(true).catch((error) => console.error(`close: ${String(error)}`));
      try {
        await this.#join();
        this.#isJoining = false;
      } catch (error) {
        console.error(`join: ${String(error)}`);
        await delay(50);
      }
    }
  }

  async commitOffset(partition, offset) {
    if (!this.#isAssigned)
      throw new Error('what was read before the group was joined again is not to be committed in it');
    const position = { topic: this.#options.topic, partition, offset: BigInt(offset), leaderEpoch: -1 };
    try {
      await asked(this.#consumer.commit({ offsets: [position] }));
      this.#failedCommits = 0;
    } catch (error) {
      this.#failedCommits++;
      const isLost = this.#failedCommits >= FAILED_COMMITS && this.#options.isPatient && !this.#isJoining;
      if (isLost) void this.#rejoin();
      throw error;
    }
  }

  generation() {
    return this.#consumer.generationId;
  }

  memberId() {
    return this.#consumer.memberId;
  }

  async close() {
    this.#isClosed = true;
    await this.#stream.close();
    await this.#consumer.close();
  }
}

const fetches = new Fetches();

function received({ partition, offset, timestamp, key, value, headerEntries }) {
  return {
    ...{ partition, key, value, offset: Number(offset), timestampMs: Number(timestamp) },
    headers: headerEntries.map(([name, each]) => [name.toString(), each]),
  };
}

class Admin {
  #admin;

  static async open() {
    const admin = new Admin();
    admin.#admin = new PlatformaticAdmin({ ...BASE, clientId: 'platformatic' });
    return admin;
  }

  async createTopics(topics) {
    const [{ configs = {} }] = topics;
    const request = topics.map(({ name, partitionCount, assignments }) =>
      assignments === undefined
        ? { topic: name, partitions: partitionCount, replicas: 1 }
        : {
            ...{ topic: name, partitions: -1, replicas: -1 },
            assignments: assignments.map((brokers, partition) => ({ partition, brokers })),
          },
    );
    const entries = Object.entries(configs).map(([name, value]) => ({ name, value }));
    await asked(this.#admin.createTopics({ topics: request, configs: entries }));
  }

  async layout(topic) {
    const metadata = await asked(this.#admin.metadata({ topics: [topic], forceUpdate: true })).catch((error) => {
      // The broker's code is lost on the way: the library says this when a topic is not in the answer.
      if (error.message === `Unknown topic ${topic}.`) throw new Refused(3, `${error.name}: ${error.message}`);
      throw error;
    });
    return new Map(metadata.topics.get(topic).partitions.map((described, partition) => [partition, described]));
  }

  async topics() {
    return asked(this.#admin.listTopics());
  }

  async endOffsets(topic, partitionCount) {
    const partitions = Array.from({ length: partitionCount }, (_, partition) => partition);
    const found = await this.#offsets(topic, partitions, -1);
    return partitions.map((partition) => found.get(partition).offset);
  }

  async #offsets(topic, partitions, timestampMs) {
    const request = partitions.map((partitionIndex) => ({ partitionIndex, timestamp: BigInt(timestampMs) }));
    const [listed] = await asked(this.#admin.listOffsets({ topics: [{ name: topic, partitions: request }] }));
    return new Map(
      listed.partitions.map(({ partitionIndex, offset, timestamp }) => [
        partitionIndex,
        { offset: Number(offset), timestampMs: Number(timestamp) },
      ]),
    );
  }

  async offsetForTime(topic, partition, timestampMs) {
    const found = (await this.#offsets(topic, [partition], timestampMs)).get(partition);
    return found.offset === -1 ? { offset: undefined, timestampMs: undefined } : found;
  }

  async createPartitions(topic, count) {
    await asked(this.#admin.createPartitions({ topics: [{ name: topic, count, assignments: null }] }));
  }

  async deleteRecords(topic, partition, before) {
    const partitions = [{ partition, offset: BigInt(before) }];
    const [deleted] = await asked(this.#admin.deleteRecords({ topics: [{ name: topic, partitions }] }));
    return Number(deleted.partitions[0].lowWatermark);
  }

  async topicConfigs(topic) {
    const resource = { resourceType: TOPIC_RESOURCE, resourceName: topic };
    const [{ configs }] = await asked(this.#admin.describeConfigs({ resources: [resource] }));
    return new Map(configs.map(({ name, value, configSource }) => [name, `${value} ${CONFIG_SOURCES[configSource]}`]));
  }

  async alterTopicConfig(topic, key, value) {
    const configs = [{ name: key, value, configOperation: value === null ? DELETE : SET }];
    const resource = { resourceType: TOPIC_RESOURCE, resourceName: topic, configs };
    await asked(this.#admin.incrementalAlterConfigs({ resources: [resource] }));
  }

  async groups(state) {
    return asked(this.#admin.listGroups(state === undefined ? {} : { states: [state] }));
  }

  async describeGroup(group) {
    const described = (await asked(this.#admin.describeGroups({ groups: [group] }))).get(group);
    return {
      state: described.state,
      protocol: described.protocol,
      members: [...described.members.values()].map(({ id, clientId, clientHost, assignments }) => ({
        ...{ memberId: id, clientId, host: clientHost },
        assignment: new Map([...assignments].map(([topic, { partitions }]) => [topic, partitions])),
      })),
    };
  }

  async groupOffsets(group, topic) {
    const [listed] = await asked(this.#admin.listConsumerGroupOffsets({ groups: [group] }));
    const partitions = listed?.topics.find(({ name }) => name === topic)?.partitions ?? [];
    return new Map(
      partitions
        .toSorted((left, right) => left.partitionIndex - right.partitionIndex)
        .map(({ partitionIndex, committedOffset, metadata }) => [
          partitionIndex,
          { offset: Number(committedOffset), metadata: metadata ?? '' },
        ]),
    );
  }

  async commitOffsets(group, topic, offsets) {
    const partitionOffsets = offsets.map(([partition, offset]) => ({ partition, offset: BigInt(offset) }));
    await asked(this.#admin.alterConsumerGroupOffsets({ groupId: group, topics: [{ name: topic, partitionOffsets }] }));
  }

  async deleteGroupOffsets(group, topic, partition) {
    const topics = [{ name: topic, partitionIndexes: [partition] }];
    await asked(this.#admin.deleteConsumerGroupOffsets({ groupId: group, topics }));
  }

  async deleteGroup(group) {
    await asked(this.#admin.deleteGroups({ groups: [group] }));
  }

  async deleteTopic(topic) {
    await asked(this.#admin.deleteTopics({ topics: [topic] }));
  }

  async cluster() {
    const { id, controllerId, brokers } = await asked(this.#admin.metadata({ topics: [], forceUpdate: true }));
    const list = [...brokers].map(([nodeId, { host, port }]) => ({ id: nodeId, host, port }));
    return { clusterId: id, controllerId, brokers: list };
  }

  async alterClientQuota(clientId, key, value) {
    const entities = [{ entityType: 'client-id', entityName: clientId }];
    const op = value === undefined ? { key, remove: true } : { key, value, remove: false };
    await asked(this.#admin.alterClientQuotas({ entries: [{ entities, ops: [op] }] }));
  }

  async clientQuotas(clientId) {
    const components = [{ entityType: 'client-id', matchType: EXACT_NAME, match: clientId }];
    const described = await asked(this.#admin.describeClientQuotas({ components, strict: true }));
    return described.flatMap(({ values }) => values.map(({ key, value }) => [key, value]));
  }

  async close() {
    await this.#admin.close();
  }
}

// The package does not export its package.json.
const manifest = new URL('node_modules/@platformatic/kafka/package.json', import.meta.url);

await main({
  version: `@platformatic/kafka ${JSON.parse(readFileSync(manifest, 'utf8')).version}`,
  assignor: 'roundrobin',
  keepsHeaderOrder: true,
  sendsNullHeaderValues: true,
  // @platformatic/kafka 2.12.1 gets a difference of decades within one batch wrong: 0 comes back as 94.
  oldestTimestampMs: Date.now() - 24 * 3_600_000,
  showsLogAppendTime: false,
  commitsMetadata: false,
  altersIncrementally: true,
  producer: (options) => Producer.open(options),
  member: (options) => Member.open(options),
  admin: () => Admin.open(),
});

import { setTimeout as delay } from 'node:timers/promises';
import { type ApiName, batchesIn, errorName, readRecords, ZERO_UUID } from '@testka/protocol';
import { type Answer, type Body, RawClient } from './differential/raw-client.ts';

type MetadataAnswer = Answer<'Metadata'>;
type Partition = MetadataAnswer['topics'][number]['partitions'][number];

/** What is said of a partition, and where its leader listens. */
export interface LedPartition extends Partition {
  /** `host:port`; undefined: nobody leads it. */
  readonly leader: string | undefined;
}

/** A record as it is stored: the numbers that the clients send are its value. */
export interface StoredRecord {
  readonly partition: number;
  readonly offset: number;
  readonly value: string;
}

const PATIENCE_MS = 3000;
const LIMIT_MS = 30_000;
const PREFERRED = 0;
const UNCLEAN = 1;
const LATEST = -1;
const MAX_BYTES = 50_000_000;
/** Everything answered; what is asked for is not there, or needs nothing to be done. */
const FINE = new Set(['NONE', 'ELECTION_NOT_NEEDED']);

/** What an administrator does to a cluster with raw requests, the same to Testka and to Kafka. */
export class Wire {
  readonly #addresses: readonly string[];

  constructor(bootstrapServers: string) {
    this.#addresses = bootstrapServers.split(',');
  }

  /** Asks one node after the other until one answers. @throws when none does */
  async ask<A extends ApiName>(
    api: A,
    version: number,
    body: Body<A>,
    addresses: readonly string[] = this.#addresses,
  ): Promise<Answer<A>> {
    for (const address of addresses) {
      const client = await RawClient.connect(address, 'moves').catch(() => undefined);
      const outcome = await client?.ask(api, version, body, PATIENCE_MS).finally(() => client.close());
      if (outcome?.kind === 'answered') return outcome.response;
    }
    throw new Error(`${api}: no answer from ${addresses.join(', ')}`);
  }

  async createTopic(name: string, replicas: readonly (readonly number[])[], configs: Record<string, string>) {
    const assignments = replicas.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds: [...brokerIds] }));
    const entries = Object.entries(configs).map(([key, value]) => ({ name: key, value }));
    const topic = { name, numPartitions: -1, replicationFactor: -1, assignments, configs: entries };
    const { topics } = await this.ask('CreateTopics', 7, { topics: [topic], timeoutMs: LIMIT_MS });
    for (const { errorCode, errorMessage } of topics) checkFine('CreateTopics', errorCode, errorMessage);
    await this.until('the new topic', async () =>
      (await this.partitions(name)).every(({ leader }) => leader !== undefined),
    );
  }

  /** In their order; none when there is no such topic. */
  async partitions(topic: string): Promise<LedPartition[]> {
    const asked = {
      topics: [{ topicId: ZERO_UUID, name: topic }],
      allowAutoTopicCreation: false,
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    };
    const { topics, brokers } = await this.ask('Metadata', 12, asked);
    const addresses = new Map(brokers.map(({ nodeId, host, port }) => [nodeId, `${host}:${port}`]));
    const partitions = topics[0]?.partitions ?? [];
    return partitions
      .map((each) => ({ ...each, leader: addresses.get(each.leaderId) }))
      .toSorted((a, b) => a.partitionIndex - b.partitionIndex);
  }

  /** Puts all partitions onto these nodes, the first of which is to lead (KIP-455), and waits until that is done. */
  async reassign(topic: string, replicas: readonly number[]): Promise<void> {
    const partitions = (await this.partitions(topic)).map(({ partitionIndex }) => {
      return { partitionIndex, replicas: [...replicas] };
    });
    const { errorCode, responses } = await this.ask('AlterPartitionReassignments', 0, {
      topics: [{ name: topic, partitions }],
      timeoutMs: LIMIT_MS,
    });
    checkFine('AlterPartitionReassignments', errorCode, null);
    for (const each of responses.flatMap(({ partitions: answered }) => answered)) {
      checkFine('AlterPartitionReassignments', each.errorCode, each.errorMessage);
    }
    await this.until('the end of the reassignments', async () => {
      const { topics } = await this.ask('ListPartitionReassignments', 0, { timeoutMs: LIMIT_MS });
      const moved = await this.partitions(topic);
      return topics.length === 0 && moved.every(({ replicaNodes }) => replicaNodes.join() === replicas.join());
    });
  }

  /** The first of each partition's replicas leads again. */
  electPreferred(topic: string): Promise<void> {
    return this.#elect(topic, PREFERRED);
  }

  /** A replica that is not in sync leads where nobody else can (KIP-460): what it lacks is lost. */
  electUnclean(topic: string): Promise<void> {
    return this.#elect(topic, UNCLEAN);
  }

  async addPartitions(topic: string, count: number): Promise<void> {
    const change = { name: topic, count, assignments: null };
    const body = { topics: [change], timeoutMs: LIMIT_MS, validateOnly: false };
    const { results } = await this.ask('CreatePartitions', 3, body);
    for (const { errorCode, errorMessage } of results) checkFine('CreatePartitions', errorCode, errorMessage);
  }

  async unregister(brokerId: number): Promise<void> {
    const { errorCode, errorMessage } = await this.ask('UnregisterBroker', 0, { brokerId });
    checkFine('UnregisterBroker', errorCode, errorMessage);
  }

  /** High watermarks by partition; less where a leader does not answer now. */
  async highWatermarks(topic: string): Promise<number[]> {
    const partitions = await this.partitions(topic);
    return Promise.all(
      partitions.map(async ({ partitionIndex, leader }) => {
        if (leader === undefined) return 0;
        const wanted = [{ name: topic, partitions: [{ partitionIndex, timestamp: LATEST }] }];
        const body = { replicaId: -1, isolationLevel: 0, topics: wanted, timeoutMs: LIMIT_MS };
        const answer = await this.ask('ListOffsets', 7, body, [leader]).catch(() => undefined);
        return Math.max(0, answer?.topics[0]?.partitions[0]?.offset ?? 0);
      }),
    );
  }

  /** What a group has committed, by partition; empty where its coordinator does not answer now. */
  async committed(group: string): Promise<Map<number, number>> {
    const { coordinators } = await this.ask('FindCoordinator', 4, { key: '', coordinatorKeys: [group] });
    const [coordinator] = coordinators;
    if (coordinator === undefined || coordinator.errorCode !== 0) return new Map();
    const body = { groupId: '', topics: null, groups: [{ groupId: group, topics: null }] };
    const address = `${coordinator.host}:${coordinator.port}`;
    const answer = await this.ask('OffsetFetch', 8, body, [address]).catch(() => undefined);
    const partitions = answer?.groups[0]?.topics.flatMap((each) => each.partitions) ?? [];
    return new Map(partitions.map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset]));
  }

  /** Everything below the high watermarks. */
  async records(topic: string): Promise<StoredRecord[]> {
    const ends = await this.highWatermarks(topic);
    const read = await Promise.all(ends.map((end, partition) => this.#read(topic, partition, end)));
    return read.flat();
  }

  /** @throws with what was waited for, after half a minute */
  async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + LIMIT_MS;
    while (!(await isSo().catch(() => false))) {
      if (performance.now() > deadline) throw new Error(`${what} did not come within ${LIMIT_MS} ms`);
      await delay(20);
    }
  }

  async #elect(topic: string, electionType: number): Promise<void> {
    const partitions = (await this.partitions(topic)).map(({ partitionIndex }) => partitionIndex);
    const topicPartitions = [{ topic, partitions }];
    const answer = await this.ask('ElectLeaders', 2, { electionType, topicPartitions, timeoutMs: LIMIT_MS });
    checkFine('ElectLeaders', answer.errorCode, null);
    for (const { errorCode, errorMessage } of answer.replicaElectionResults.flatMap((each) => each.partitionResult)) {
      checkFine('ElectLeaders', errorCode, errorMessage);
    }
  }

  async #read(topic: string, partition: number, end: number): Promise<StoredRecord[]> {
    const found: StoredRecord[] = [];
    for (let fetchOffset = 0; fetchOffset < end;) {
      const { leader } = (await this.partitions(topic))[partition] ?? {};
      if (leader === undefined) throw new Error(`nobody leads ${topic}-${partition}`);
      const partitions = [{ partition, fetchOffset, partitionMaxBytes: MAX_BYTES }];
      const wanted = [{ topic, topicId: ZERO_UUID, partitions }];
      const body = { maxWaitMs: 0, minBytes: 0, topics: wanted, forgottenTopicsData: [] };
      const { responses } = await this.ask('Fetch', 11, body, [leader]);
      const answer = responses[0]?.partitions[0];
      checkFine('Fetch', answer?.errorCode ?? 0, null);
      const records = [...batchesIn(Buffer.concat(answer?.records ?? []))].flatMap((batch) => [...readRecords(batch)]);
      const fresh = records.filter(({ offset }) => offset >= fetchOffset);
      found.push(...fresh.map(({ offset, value }) => ({ partition, offset, value: String(value) })));
      fetchOffset = (fresh.at(-1)?.offset ?? end - 1) + 1;
    }
    return found;
  }
}

function checkFine(api: ApiName, errorCode: number, message: string | null): void {
  const name = errorName(errorCode);
  if (!FINE.has(name)) throw new Error(`${api}: ${name} ${message ?? ''}`);
}

import { codecOf, ErrorCode, FetchRequest, FetchResponse, type InferInput, Writer } from '@testka/protocol';
import { type Api, defineApi, type Reply } from '../api.ts';
import type { RequestContext } from '../context.ts';
import type { DelayedOperation } from '../delayed.ts';
import { Parked } from '../parked.ts';
import { preferredReadReplica, selectsReplicas } from '../partition/closest-replica.ts';
import { type FetchPlan, planFetch } from '../partition/fetch-plan.ts';
import {
  BEFORE_READING,
  emptyRead,
  failedRead,
  isIsolationLevel,
  missingRead,
  type PartitionRead,
  partitionToRead,
  readableEnd,
  readPartition,
  referral,
} from '../partition/fetch-read.ts';
import type { SessionPartition } from '../partition/fetch-sessions.ts';
import type { LongPoll } from '../partition/long-polls.ts';
import type { Partition, ReplicaView } from '../partition/partition.ts';
import { inFormatKnown } from './fetch-formats.ts';
import { failedInside } from './fetch-failure.ts';
import { nodeEndpoints } from './node-endpoints.ts';

type Response = InferInput<typeof FetchResponse>;

export const fetch: Api = defineApi('Fetch', FetchRequest, FetchResponse, handleFetch);

/** KIP-951: who leads instead, and where they are. */
const FIRST_VERSION_WITH_CURRENT_LEADER = 16;
const MEANS_ANOTHER_LEADER: ReadonlySet<number> = new Set([
  ErrorCode.NOT_LEADER_OR_FOLLOWER,
  ErrorCode.FENCED_LEADER_EPOCH,
]);

const LENGTH_PREFIX = 4;

interface ReadOf {
  readonly wanted: SessionPartition;
  readonly read: PartitionRead;
}

/** Fetch, v0–18. Reads from each partition named; waits until there is enough, something is wrong, or the time is up. */
function handleFetch(context: RequestContext, request: FetchRequest): Reply<Response> {
  const plan = planFetch(context, request);
  if (typeof plan === 'number') {
    const refused = { errorCode: plan, sessionId: 0, responses: [] };
    return throttledAnswer(context, undefined, () => refused) ?? refused;
  }
  if (!isIsolationLevel(request.isolationLevel) && missingPartitions(context, plan).size < plan.partitions.size)
    return failedInside(context, request);
  const fetch = new FetchOperation(context, request, plan);
  const reads = fetch.read();
  if (fetch.isAnswerableAtOnce(reads) || fetch.isWorthAnswering()) return fetch.answer(reads);
  return fetch.park();
}

/** Before v3 limits hold, even if nothing fits (KIP-74). */
const FIRST_VERSION_WITH_ONE_BATCH_AT_LEAST = 3;

/** One fetch in progress. Reads anew whenever it is asked again, so it never holds on to what it saw. */
class FetchOperation implements DelayedOperation, LongPoll {
  readonly keys: readonly string[];
  readonly #context: RequestContext;
  readonly #request: FetchRequest;
  readonly #plan: FetchPlan;
  /** Partitions that were not there when the fetch came: they fail, and the others are waited for as if they were not named. */
  readonly #missing: ReadonlyMap<SessionPartition, ErrorCode>;
  readonly #maxBytes: number;
  readonly #minBytes: number;
  readonly #selectsReplicas: boolean;
  readonly #parked = new Parked<Response>();
  /** Partitions that a client asks for which does not know yet that it was out of its group; see `ReturningMembers`. */
  readonly #silenced = new Set<SessionPartition>();
  readonly #timer: string;

  constructor(context: RequestContext, request: FetchRequest, plan: FetchPlan) {
    this.#context = context;
    this.#request = request;
    this.#plan = plan;
    this.#missing = missingPartitions(context, plan);
    this.#maxBytes = Math.min(
      request.maxBytes,
      context.services.configs.broker.number('fetch.max.bytes'),
      context.services.throttling.maxFetchBytes(context),
    );
    this.#minBytes = Math.min(request.minBytes, this.#maxBytes);
    this.#selectsReplicas = selectsReplicas(context, request.rackId);
    this.#timer = `fetch:${context.services.nextSequence()}`;
    this.keys = this.#notePositions();
  }

  isAnswerableAtOnce(reads: readonly ReadOf[]): boolean {
    if (this.#request.maxWaitMs <= 0 || this.#plan.partitions.size === this.#missing.size) return true;
    if (reads.some(({ wanted, read }) => read.isUrgent && !this.#missing.has(wanted))) return true;
    return reads.reduce((sum, { read }) => sum + read.sizeInBytes, 0) >= this.#minBytes;
  }

  park(): Parked<Response> {
    const { timers, delayed, limits, longPolls } = this.#context.services;
    delayed.watch(this);
    longPolls.add(this);
    timers.schedule(this.#timer, this.#context.now + Math.min(this.#request.maxWaitMs, limits.maxFetchWaitMs), () =>
      this.end(),
    );
    this.#parked.onAbandon(() => this.#stopWaiting());
    return this.#parked;
  }

  tryComplete(): boolean {
    if (!this.isWorthAnswering()) return false;
    this.end();
    return true;
  }

  /** @param reads what `read` has just given */
  answer(reads: readonly ReadOf[]): Response {
    const { kind } = this.#plan;
    const news = kind === 'incremental' ? reads.filter(isNews) : reads;
    const throttled = throttledAnswer(this.#context, this.#plan.session?.id, () => this.#answerWith(news));
    if (throttled !== undefined) return throttled;
    const [told] = this.#stale();
    if (told !== undefined) this.#context.connection?.positions.told(told);
    const session = kind === 'new-session' ? this.#openSession() : this.#plan.session;
    for (const { wanted, read } of reads) {
      wanted.toldHighWatermark = read.data.errorCode === ErrorCode.NONE ? read.data.highWatermark : -1;
      wanted.toldLogStartOffset = read.data.logStartOffset ?? -1;
    }
    if (kind === 'incremental') this.#moveToEnd(news);
    return this.#answerWith(news, session?.id);
  }

  #answerWith(news: readonly ReadOf[], sessionId = 0): Response {
    return {
      errorCode: ErrorCode.NONE,
      sessionId,
      responses: byTopic(inFormatKnown(this.#context, this.#inOrder(news))),
      // A follower learns of leaders elsewhere; 3.9 tells it here, too.
      nodeEndpoints:
        isFollower(this.#request) && this.#context.services.release.isAtLeast('4.0')
          ? []
          : nodeEndpoints(
              this.#context,
              news.map(({ read }) => read.data),
            ),
    };
  }

  /** Kafka tells first what it read, then what is not there, and of that first which ids it does not know. */
  #inOrder(news: readonly ReadOf[]): readonly ReadOf[] {
    if (this.#missing.size === 0) return news;
    const place = ({ wanted }: ReadOf): number => {
      const missing = this.#missing.get(wanted);
      if (missing === undefined) return 0;
      return missing === ErrorCode.UNKNOWN_TOPIC_ID ? 1 : 2;
    };
    return news.toSorted((a, b) => place(a) - place(b));
  }

  end(): void {
    this.#stopWaiting();
    this.#parked.complete(this.answer(this.read()));
  }

  #stopWaiting(): void {
    this.#context.services.timers.cancel(this.#timer);
    this.#context.services.delayed.forget(this);
    this.#context.services.longPolls.remove(this);
  }

  /** Bytes are counted per partition, each up to its own limit: one busy partition does not stand in for all (DelayedFetch). */
  isWorthAnswering(): boolean {
    let available = 0;
    for (const wanted of this.#plan.partitions.values()) {
      if (this.#missing.has(wanted)) continue;
      const partition = partitionToRead(this.#context, wanted, this.#plan.usesTopicIds);
      if (typeof partition === 'number') return true;
      if (this.#isSilenced(wanted, partition)) continue;
      const { log } = partition;
      const replica = this.#replicaOf(partition);
      const end = readableEnd(replica, this.#request.isolationLevel);
      if (wanted.fetchOffset > replica.logEndOffset || this.#stalePartition(wanted) !== undefined) return true;
      const { connection, services } = this.#context;
      connection?.positions.noteWaiting(partition, wanted.fetchOffset, () => services.nextSequence());
      if (
        wanted.fetchOffset < log.logStartOffset ||
        partition.checkLeaderEpoch(wanted.currentLeaderEpoch) !== ErrorCode.NONE
      )
        return true;
      if (wanted.fetchOffset >= end) continue;
      if (log.isOnOlderSegment(wanted.fetchOffset)) return true;
      available += Math.min(
        log.bytesBetween(wanted.fetchOffset, end, wanted.partitionMaxBytes),
        wanted.partitionMaxBytes,
      );
    }
    return available >= this.#minBytes;
  }

  /** What there is now, within the limits of the request. */
  read(): ReadOf[] {
    let remainingBytes = this.#maxBytes;
    let minOneMessage = this.#context.apiVersion >= FIRST_VERSION_WITH_ONE_BATCH_AT_LEAST;
    const [told] = this.#stale();
    return [...this.#plan.partitions.values()].map((wanted) => {
      const read =
        this.#readSilenced(wanted) ??
        this.#readStale(wanted, told) ??
        this.#readOne(wanted, remainingBytes, minOneMessage);
      remainingBytes = Math.max(0, remainingBytes - read.sizeInBytes);
      if (read.sizeInBytes > 0) minOneMessage = false;
      return { wanted, read };
    });
  }

  /** Partitions whose offset the client knows from before a reset. */
  *#stale(): IterableIterator<Partition> {
    for (const wanted of this.#plan.partitions.values()) {
      const partition = this.#stalePartition(wanted);
      if (partition !== undefined) yield partition;
    }
  }

  #stalePartition(wanted: SessionPartition): Partition | undefined {
    const positions = this.#context.connection?.positions;
    if (positions?.hasStale !== true) return undefined;
    const partition = partitionToRead(this.#context, wanted, this.#plan.usesTopicIds);
    return typeof partition !== 'number' && positions.isStale(partition, wanted.fetchOffset) ? partition : undefined;
  }

  /**
   * One partition is told in each answer, since kafkajs acts on the first error only; the others give nothing until it is
   * their turn. Undefined: the partition is not stale.
   */
  #readStale(wanted: SessionPartition, told: Partition | undefined): PartitionRead | undefined {
    const partition = this.#stalePartition(wanted);
    if (partition === undefined) return undefined;
    if (partition === told) return failedRead(wanted.partitionIndex, ErrorCode.OFFSET_OUT_OF_RANGE);
    return emptyRead(partition);
  }

  /** Undefined: the partition is not silenced. */
  #readSilenced(wanted: SessionPartition): PartitionRead | undefined {
    const partition = partitionToRead(this.#context, wanted, this.#plan.usesTopicIds);
    return typeof partition !== 'number' && this.#isSilenced(wanted, partition) ? emptyRead(partition) : undefined;
  }

  /** Once it is, it is for as long as this fetch waits: it was sent by who the client was before. */
  #isSilenced(wanted: SessionPartition, partition: Partition): boolean {
    if (this.#silenced.has(wanted)) return true;
    const { connection, services } = this.#context;
    if (connection === undefined || !services.returning.isAwaited(connection, partition)) return false;
    connection.positions.noteSilenced(partition, wanted.fetchOffset);
    this.#silenced.add(wanted);
    return true;
  }

  #readOne(wanted: SessionPartition, remainingBytes: number, minOneMessage: boolean): PartitionRead {
    const failure = this.#context.failureOf(wanted.topicName, wanted.partitionIndex);
    if (failure !== undefined) return this.#withLeader(wanted, failedRead(wanted.partitionIndex, failure));
    const missing = this.#missing.get(wanted);
    if (missing !== undefined) return missingRead(wanted.partitionIndex, missing);
    if (isFollower(this.#request))
      return this.#withLeader(wanted, failedRead(wanted.partitionIndex, ErrorCode.NOT_LEADER_OR_FOLLOWER));
    const partition = partitionToRead(this.#context, wanted, this.#plan.usesTopicIds);
    if (typeof partition === 'number') return this.#withLeader(wanted, failedRead(wanted.partitionIndex, partition));
    const preferred = this.#preferredReplica(partition, wanted);
    if (preferred !== undefined) return referral(partition, preferred);
    const { isolationLevel } = this.#request;
    const limits = { remainingBytes, minOneMessage, isolationLevel };
    return this.#withLeader(wanted, readPartition(partition, this.#replicaOf(partition), wanted, limits));
  }

  /** The leader shows its own replica, and so do followers (KIP-392). */
  #replicaOf(partition: Partition): ReplicaView {
    return partition.replicaOn(this.#context.isTest ? partition.leader : this.#context.broker);
  }

  #preferredReplica(partition: Partition, { fetchOffset }: SessionPartition): number | undefined {
    if (!this.#selectsReplicas) return undefined;
    return preferredReadReplica(this.#context, partition, this.#request.rackId, fetchOffset);
  }

  /** To whom an error means that somebody else leads, it is said who. */
  #withLeader(wanted: SessionPartition, read: PartitionRead): PartitionRead {
    if (this.#context.apiVersion < FIRST_VERSION_WITH_CURRENT_LEADER) return read;
    if (!MEANS_ANOTHER_LEADER.has(read.data.errorCode)) return read;
    const partition = this.#context.services.metadata.partition(wanted.topicName, wanted.partitionIndex);
    if (partition === undefined) return read;
    const currentLeader = { leaderId: partition.leader, leaderEpoch: partition.leaderEpoch };
    return { ...read, data: { ...read.data, currentLeader } };
  }

  /** Remembers where this connection reads, for those who ask whether a consumer is ready. @returns what to watch. */
  #notePositions(): string[] {
    const keys: string[] = [];
    const { connection, services } = this.#context;
    for (const wanted of this.#plan.partitions.values()) {
      const partition = partitionToRead(this.#context, wanted, this.#plan.usesTopicIds);
      if (typeof partition === 'number') continue;
      keys.push(partition.key);
      if (connection?.positions.silences(partition, wanted.fetchOffset) === true) this.#silenced.add(wanted);
      if (this.#isSilenced(wanted, partition) || this.#isOutOfRange(wanted, partition)) continue;
      if (connection === undefined || connection.positions.isStale(partition, wanted.fetchOffset)) continue;
      connection.positions.note(partition, wanted.fetchOffset, services.nextSequence());
    }
    return keys;
  }

  /** Whoever is told so does not read yet: it asks for another offset first, or the answer is to nobody any more. */
  #isOutOfRange({ fetchOffset }: SessionPartition, partition: Partition): boolean {
    return fetchOffset < partition.log.logStartOffset || fetchOffset > this.#replicaOf(partition).logEndOffset;
  }

  #openSession(): FetchPlan['session'] {
    const { broker, connection, now, services } = this.#context;
    return services.fetchSessions.create(broker, this.#plan, connection?.id, now);
  }

  /** Partitions that gave data are read last next time, so that none starves (KIP-227). */
  #moveToEnd(told: readonly ReadOf[]): void {
    const { partitions } = this.#plan;
    const withData = new Set(told.filter(({ read }) => read.sizeInBytes > 0).map(({ wanted }) => wanted));
    for (const [key, wanted] of [...partitions]) {
      if (!withData.has(wanted)) continue;
      partitions.delete(key);
      partitions.set(key, wanted);
    }
  }
}

function missingPartitions(context: RequestContext, plan: FetchPlan): Map<SessionPartition, ErrorCode> {
  const missing = new Map<SessionPartition, ErrorCode>();
  for (const wanted of plan.partitions.values()) {
    const partition = partitionToRead(context, wanted, plan.usesTopicIds);
    if (typeof partition === 'number' && BEFORE_READING.has(partition)) missing.set(wanted, partition);
  }
  return missing;
}

/**
 * What goes out instead of an answer that exceeds the client's quota: nothing, and what was to be told is not taken for
 * told. Undefined: it may go out.
 */
function throttledAnswer(
  context: RequestContext,
  sessionId: number | undefined,
  answer: () => Response,
): Response | undefined {
  const throttleTimeMs = context.services.throttling.fetched(context, () => sizeOf(answer(), context.apiVersion));
  if (throttleTimeMs === 0) return undefined;
  context.throttle(throttleTimeMs);
  return { errorCode: ErrorCode.NONE, sessionId: sessionId ?? 0, responses: [] };
}

/** With the length prefix, as Kafka counts it. */
function sizeOf(response: Response, version: number): number {
  const writer = new Writer();
  codecOf(FetchResponse, version).encode(writer, response);
  return writer.size + LENGTH_PREFIX;
}

/** A fetch in the name of a broker: replication itself is not spoken here. */
function isFollower({ replicaId, replicaState }: FetchRequest): boolean {
  return replicaId >= 0 || replicaState.replicaId >= 0;
}

/** In an incremental answer a partition is present only if there is something to tell. */
function isNews({ wanted, read: { data, sizeInBytes, isUrgent } }: ReadOf): boolean {
  if (sizeInBytes > 0 || isUrgent) return true;
  return data.highWatermark !== wanted.toldHighWatermark || data.logStartOffset !== wanted.toldLogStartOffset;
}

/** Neighbours of the same topic share an entry; the order of reading stays. */
function byTopic(reads: readonly ReadOf[]): Response['responses'] {
  const topics: { topic: string; topicId: string; partitions: PartitionRead['data'][] }[] = [];
  for (const { wanted, read } of reads) {
    const last = topics.at(-1);
    if (last !== undefined && last.topic === wanted.topicName && last.topicId === wanted.topicId)
      last.partitions.push(read.data);
    else topics.push({ topic: wanted.topicName, topicId: wanted.topicId, partitions: [read.data] });
  }
  return topics;
}

import type { ClusterView, Connection, Exchange, Fault } from '@testka/core';
import {
  ErrorCode,
  errorName,
  type FetchRequest,
  type FetchResponse,
  type InferInput,
  type ListOffsetsRequest,
  type ListOffsetsResponse,
  type MetadataResponse,
  type OffsetCommitRequest,
  type ProduceRequest,
  type ProduceResponse,
} from '@testka/protocol';
import { describeFault } from '../faults/describe-fault.ts';
import { type RepeatedRead, RepeatedReads } from './repeated-reads.ts';
import { setNewest } from './set-newest.ts';
import { type Summary, summarise } from './summaries.ts';

/** A request that was answered. */
export interface JournalLine extends Summary {
  /** When it came in, or when the test began if it came before. */
  readonly atMs: number;
  readonly durationMs: number;
  readonly clientId: string | null;
  readonly api: string;
  readonly apiVersion: number;
  /** The node that answered. */
  readonly node: number;
  /** See `Journal.answered`. */
  readonly number: number;
}

/** A point in the story. */
export interface JournalMark {
  readonly atMs: number;
  /** See `Journal.answered`. */
  readonly answered: number;
  /** Heartbeats and empty fetches of all time. */
  readonly leftOut: number;
}

/** Before everything. */
export const BEGINNING: JournalMark = { atMs: -Infinity, answered: 0, leftOut: 0 };

/** How a topic came to be. */
export interface TopicOrigin {
  readonly clientId: string | null;
  readonly atMs: number;
}

/** A client asked where a partition ends, most likely to begin there. */
export interface LatestRead {
  readonly clientId: string | null;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly atMs: number;
}

/** Batches that were refused. */
export interface ProduceFailure {
  readonly clientId: string | null;
  readonly topic: string;
  readonly error: string;
  /** What the answer said besides: of the first of them. */
  readonly reason: string | undefined;
  /** The fault that made the error; undefined: the broker itself did. */
  readonly fault: string | undefined;
  count: number;
}

/** Batches that nobody is told the fate of. */
export interface Unacknowledged {
  readonly clientId: string | null;
  readonly topic: string;
}

/** A commit that was refused, the last one of its kind. */
export interface CommitFailure {
  readonly group: string;
  readonly clientId: string | null;
  /** Classic groups: of the generation that has committed; -1: of no member. */
  readonly generationId: number;
  readonly errors: readonly string[];
  /** What was to be committed. */
  readonly subject: string;
  readonly fault: string | undefined;
}

const MAX_LINES = 200;
const MAX_LATEST_READS = 200;
const MAX_PRODUCE_FAILURES = 200;
const MAX_UNACKNOWLEDGED = 200;
const MAX_COMMIT_FAILURES = 200;
const NO_ACKS = 0;
const MAX_AUTO_CREATED = 1000;
const MAX_FIRST_FETCHES = 10_000;
const LATEST = -1;

/**
 * What has happened, as far as the state does not tell: for reports. It keeps words, not requests, so that no record or
 * socket buffer is held by it.
 */
export class Journal {
  readonly #view: ClusterView;
  #lines: JournalLine[] = [];
  /** Of all time, and of that before the test began. */
  #leftOut = 0;
  #leftOutBefore = 0;
  #answered = 0;
  #latestReads: LatestRead[] = [];
  readonly autoCreated = new Map<string, TopicOrigin>();
  readonly produceFailures = new Map<string, ProduceFailure>();
  readonly unacknowledged = new Map<string, Unacknowledged>();
  readonly commitFailures = new Map<string, CommitFailure>();
  /** Why the broker closed connections, the last reasons. */
  #closings: string[] = [];
  /** By connection, then partition: the offset of the first fetch. */
  readonly #firstFetches = new Map<number, Map<string, number>>();
  readonly #repeatedReads: RepeatedReads;
  connectionsSeen = 0;
  /** How many requests were answered that are no heartbeats and no empty fetches. */
  activity = 0;
  /** From when the report counts time. */
  startedAtMs: number;

  constructor(view: ClusterView, nowMs: number) {
    this.#view = view;
    this.#repeatedReads = new RepeatedReads(view, (name, topicId) => this.#topicName(name, topicId));
    this.startedAtMs = nowMs;
  }

  /** Oldest first. */
  get lines(): readonly JournalLine[] {
    return this.#lines;
  }

  /** Heartbeats and empty fetches, which are no lines. @param mark from which on they count */
  leftOutSince({ leftOut }: JournalMark): number {
    return this.#leftOut - Math.max(leftOut, this.#leftOutBefore);
  }

  /** How many requests of clients were answered, of all time: the number of the last one. */
  get answered(): number {
    return this.#answered;
  }

  mark(nowMs: number): JournalMark {
    return { atMs: nowMs, answered: this.#answered, leftOut: this.#leftOut };
  }

  get latestReads(): readonly LatestRead[] {
    return this.#latestReads;
  }

  get closings(): readonly string[] {
    return this.#closings;
  }

  /** What was asked is not shown any more; what hints go by stays. */
  forgetLines(): void {
    this.#lines = [];
    this.#leftOutBefore = this.#leftOut;
  }

  /** A test begins: what was before is of no interest any more. */
  clear(nowMs: number): void {
    this.forgetLines();
    this.#latestReads = [];
    this.#closings = [];
    this.#firstFetches.clear();
    this.#repeatedReads.clear();
    this.produceFailures.clear();
    this.unacknowledged.clear();
    this.commitFailures.clear();
    for (const name of [...this.autoCreated.keys()])
      if (this.#view.metadata.topic(name) === undefined) this.autoCreated.delete(name);
    this.startedAtMs = nowMs;
  }

  /** @param reason why the broker closed it; undefined: the client did */
  connectionClosed(connection: number, reason: string | undefined): void {
    this.#firstFetches.delete(connection);
    if (reason === undefined) return;
    this.#closings.push(reason);
    if (this.#closings.length > MAX_LINES) this.#closings.shift();
  }

  /** Where one of the connections began to read the partition; undefined when none has read it. */
  firstFetch(connections: readonly Connection[], topic: string, partitionIndex: number): number | undefined {
    const partition = this.#view.metadata.partition(topic, partitionIndex);
    const offsets = connections.flatMap(({ id, positions }) => {
      // A first fetch that is still parked has not been seen yet.
      const current = partition === undefined ? undefined : positions.of(partition)?.offset;
      return this.#firstFetches.get(id)?.get(`${topic}:${partitionIndex}`) ?? current ?? [];
    });
    return offsets.length === 0 ? undefined : Math.min(...offsets);
  }

  get repeatedReads(): readonly RepeatedRead[] {
    return this.#repeatedReads.all;
  }

  /** @param faults those that have acted on it */
  see(exchange: Exchange, faults: readonly Fault[] = []): void {
    if (exchange.connection === undefined) return;
    this.#answered += 1;
    const summary = summarise(exchange, (name, topicId) => this.#topicName(name, topicId));
    this.#note(exchange, summary, faults);
    const cause = causeOf(exchange, faults);
    if (cause === '' && faults.length === 0 && isNoise(exchange, summary)) {
      this.#leftOut += 1;
      return;
    }
    this.activity += 1;
    const { api, apiVersion, broker, clientId, receivedAtMs, answeredAtMs = receivedAtMs } = exchange;
    this.#lines.push({
      ...summary,
      outcome: `${summary.outcome}${cause}`,
      atMs: Math.max(receivedAtMs, this.startedAtMs),
      durationMs: answeredAtMs - receivedAtMs,
      clientId,
      api,
      apiVersion,
      node: broker,
      number: this.#answered,
    });
    if (this.#lines.length > MAX_LINES) this.#lines.shift();
  }

  #note(exchange: Exchange, summary: Summary, faults: readonly Fault[]): void {
    if (exchange.api === 'Produce') this.#noteAcks(exchange);
    if (exchange.response === null) return;
    // One that has answered in the broker's place.
    const fault = faults.find(({ effect }) => ANSWERING.has(effect.type));
    const cause = fault && describeFault(fault);
    switch (exchange.api) {
      case 'Fetch':
        if (faults.length === 0) this.#repeatedReads.see(exchange);
        return this.#noteFetch(exchange);
      case 'Metadata':
        return this.#noteMetadata(exchange);
      case 'ListOffsets':
        return this.#noteListOffsets(exchange);
      case 'Produce':
        return this.#noteProduce(exchange, cause);
      case 'OffsetCommit':
        return this.#noteCommit(exchange, summary, cause);
      default:
    }
  }

  /** The first fetch of a partition names it, also where later ones go by a session. One that was refused is none. */
  #noteFetch({ connection, request, response }: Exchange): void {
    const refused = new Set<string>();
    for (const { topic, topicId, partitions } of (response as InferInput<typeof FetchResponse>).responses) {
      for (const { partitionIndex, errorCode } of partitions) {
        if (errorCode !== ErrorCode.NONE) refused.add(`${this.#topicName(topic, topicId)}:${partitionIndex}`);
      }
    }
    for (const { topic, topicId, partitions } of (request as FetchRequest).topics) {
      const name = this.#topicName(topic, topicId);
      for (const { partition: index, fetchOffset } of partitions) {
        const partition = this.#view.metadata.partition(name, index);
        const position = partition === undefined ? undefined : connection?.positions.of(partition);
        // What a client still knows from before a reset is no position.
        if (connection === undefined || position?.offset !== fetchOffset || refused.has(`${name}:${index}`)) continue;
        this.#noteFirstFetch(connection.id, `${name}:${index}`, fetchOffset);
      }
    }
  }

  #noteFirstFetch(connection: number, key: string, offset: number): void {
    const ofConnection = this.#firstFetches.get(connection);
    if (ofConnection === undefined) this.#firstFetches.set(connection, new Map([[key, offset]]));
    else if (!ofConnection.has(key)) setNewest(ofConnection, key, offset, MAX_FIRST_FETCHES);
  }

  /** Newer requests name topics by their id. */
  #topicName(name: string | null | undefined, topicId: string | undefined): string {
    return name || (this.#view.metadata.topicById(topicId ?? '')?.name ?? topicId ?? '');
  }

  /** A topic that is answered with an error and is there all the same was created by this very question. */
  #noteMetadata({ clientId, receivedAtMs, response }: Exchange): void {
    for (const { errorCode, name } of (response as InferInput<typeof MetadataResponse>).topics) {
      if (errorCode !== ErrorCode.UNKNOWN_TOPIC_OR_PARTITION || name === null) continue;
      if (this.#view.metadata.topic(name) === undefined) continue;
      setNewest(this.autoCreated, name, { clientId, atMs: receivedAtMs }, MAX_AUTO_CREATED);
    }
  }

  #noteListOffsets({ clientId, receivedAtMs, request, response }: Exchange): void {
    // By what is asked for, as both lists may be long. What is asked for twice is refused, and so is never noted.
    const latest = new Set<string>();
    for (const { name, partitions } of (request as ListOffsetsRequest).topics) {
      for (const { partitionIndex, timestamp } of partitions)
        if (timestamp === LATEST) latest.add(`${name}:${partitionIndex}`);
    }
    for (const { name, partitions } of (response as InferInput<typeof ListOffsetsResponse>).topics) {
      for (const { partitionIndex, offset = -1, errorCode } of partitions) {
        if (errorCode !== ErrorCode.NONE || !latest.has(`${name}:${partitionIndex}`)) continue;
        this.#latestReads.push({ clientId, topic: name, partition: partitionIndex, offset, atMs: receivedAtMs });
      }
    }
    if (this.#latestReads.length > MAX_LATEST_READS) this.#latestReads = this.#latestReads.slice(-MAX_LATEST_READS);
  }

  #noteProduce({ clientId, response }: Exchange, fault: string | undefined): void {
    for (const { name, topicId, partitionResponses } of (response as InferInput<typeof ProduceResponse>).responses) {
      for (const { errorCode, errorMessage, recordErrors } of partitionResponses) {
        if (errorCode === ErrorCode.NONE) continue;
        const topic = this.#topicName(name, topicId);
        const error = errorName(errorCode);
        const key = `${topic} ${error} ${clientId} ${fault}`;
        const failure = this.produceFailures.get(key);
        if (failure !== undefined) failure.count += 1;
        else {
          const reason = recordErrors?.[0]?.batchIndexErrorMessage ?? errorMessage ?? undefined;
          const first = { clientId, topic, error, reason, fault, count: 1 };
          setNewest(this.produceFailures, key, first, MAX_PRODUCE_FAILURES);
        }
      }
    }
  }

  #noteAcks({ clientId, request }: Exchange): void {
    const { acks, topicData } = request as ProduceRequest;
    if (acks !== NO_ACKS) return;
    for (const { name, topicId } of topicData) {
      const topic = this.#topicName(name, topicId);
      setNewest(this.unacknowledged, `${topic} ${clientId}`, { clientId, topic }, MAX_UNACKNOWLEDGED);
    }
  }

  #noteCommit({ clientId, request }: Exchange, { errors, subject }: Summary, fault: string | undefined): void {
    if (errors.length === 0) return;
    const { groupId: group, generationIdOrMemberEpoch: generationId } = request as OffsetCommitRequest;
    const failure = { group, clientId, generationId, errors, subject, fault };
    const key = `${group} ${clientId} ${errors.join()}`;
    // The last one of its kind is the one to tell of.
    this.commitFailures.delete(key);
    setNewest(this.commitFailures, key, failure, MAX_COMMIT_FAILURES);
  }
}

/** Faults by which a client gets another answer than the broker's. */
const ANSWERING: ReadonlySet<Fault['effect']['type']> = new Set(['error', 'ask']);

/** Faults that leave the answer to the broker: what it says is not their doing. */
const WITHOUT_EFFECT_ON_ANSWER: ReadonlyMap<Fault['effect']['type'], string> = new Map([
  ['hold', ' (held)'],
  ['delay', ' (delayed)'],
  ['observe', ''],
]);

/** Who has had a hand in it. */
export function causeOf({ trouble }: Exchange, faults: readonly Fault[]): string {
  const causes = faults.map(({ effect }) => WITHOUT_EFFECT_ON_ANSWER.get(effect.type) ?? ' (fault)');
  const cause = causes.find((each) => each === ' (fault)') ?? causes.find((each) => each !== '');
  return cause ?? (trouble === undefined ? '' : ' (chaos)');
}

function isNoise({ api }: Exchange, { errors, outcome }: Summary): boolean {
  if (errors.length > 0) return false;
  return api === 'Heartbeat' || (api === 'Fetch' && outcome === 'nothing');
}

import { ErrorCode, RecordBatch, type Uuid } from '@testka/protocol';
import { assert } from '../assert.ts';
import type { BrokerId } from '../command.ts';
import type { DelayedOperations } from '../delayed.ts';
import { Log, type LogSnapshot } from '../log/log.ts';
import { recompress } from '../log/recompress.ts';
import { type BatchRefusal, validateBatch } from '../log/validator.ts';
import type { TopicConfig } from '../metadata/configs/configs.ts';
import { NO_LEADER } from '../metadata/partition-change.ts';
import type { MetadataRecord } from '../metadata/records.ts';

/** What a partition needs of the cluster around it. */
export interface PartitionPorts {
  topicConfig(topicName: string): TopicConfig;
  readonly delayed: DelayedOperations;
  /** How long a silent producer is remembered (producer.id.expiration.ms). */
  producerIdExpirationMs(): number;
  /** Numbers the cluster's events in their order. */
  nextSequence(): number;
}

export interface AppendOptions {
  /** 0, 1 or -1 (all in-sync replicas). */
  readonly acks: number;
  readonly clientId: string | null;
  readonly now: number;
}

/** What Produce answers for a partition; offsets are -1 where Kafka says -1. */
export interface AppendResult {
  readonly errorCode: ErrorCode;
  readonly baseOffset: number;
  readonly logAppendTimeMs: number;
  readonly logStartOffset: number;
  readonly recordErrors: BatchRefusal['recordErrors'];
  /** Only where single records were refused (KIP-467). */
  readonly errorMessage: string | null;
}

/** Errors that Kafka raises before it looks at the log: the answer then has no log start offset. */
const BEFORE_THE_LOG: ReadonlySet<ErrorCode> = new Set([
  ErrorCode.MESSAGE_TOO_LARGE,
  ErrorCode.RECORD_LIST_TOO_LARGE,
  ErrorCode.CORRUPT_MESSAGE,
  ErrorCode.KAFKA_STORAGE_ERROR,
]);

type PartitionRecord = Extract<MetadataRecord, { type: 'Partition' }>;
type Brokers = readonly BrokerId[];
type PartitionChange = Extract<MetadataRecord, { type: 'PartitionChange' }>;

/** A partition: its replicas, its leadership, its log and the high watermark. */
export class Partition {
  readonly topicName: string;
  readonly topicId: Uuid;
  readonly partitionIndex: number;
  /** What those who wait for this partition watch. */
  readonly key: string;
  #replicas: Brokers;
  #addingReplicas: Brokers;
  #removingReplicas: Brokers;
  #isr: Brokers;
  #eligibleLeaderReplicas: Brokers;
  #lastKnownElr: Brokers;
  #leader: BrokerId;
  #leaderEpoch: number;
  #log: Log;
  #isRemoved = false;
  readonly #ports: PartitionPorts;

  constructor(record: PartitionRecord & { topicName: string; createdAtMs: number }, ports: PartitionPorts) {
    this.topicName = record.topicName;
    this.topicId = record.topicId;
    this.partitionIndex = record.partitionIndex;
    this.key = `${record.topicId}:${record.partitionIndex}`;
    this.#replicas = record.replicas;
    this.#addingReplicas = record.addingReplicas ?? [];
    this.#removingReplicas = record.removingReplicas ?? [];
    this.#isr = record.isr;
    this.#eligibleLeaderReplicas = record.eligibleLeaderReplicas ?? [];
    this.#lastKnownElr = record.lastKnownElr ?? [];
    this.#leader = record.leader;
    this.#leaderEpoch = record.leaderEpoch;
    this.#ports = ports;
    this.#log = new Log(() => this.config, record.createdAtMs);
    this.#beginEpoch();
  }

  /** The first is the preferred leader. While a reassignment is under way, old and new ones. */
  get replicas(): Brokers {
    return this.#replicas;
  }

  /** Of a reassignment that is under way. */
  get addingReplicas(): Brokers {
    return this.#addingReplicas;
  }

  get removingReplicas(): Brokers {
    return this.#removingReplicas;
  }

  get isr(): Brokers {
    return this.#isr;
  }

  /** Not in sync, but known to have every acknowledged record (KIP-966). */
  get eligibleLeaderReplicas(): Brokers {
    return this.#eligibleLeaderReplicas;
  }

  /** Who led last, while nobody is in sync (KIP-966). */
  get lastKnownElr(): Brokers {
    return this.#lastKnownElr;
  }

  /** -1: none. */
  get leader(): BrokerId {
    return this.#leader;
  }

  get leaderEpoch(): number {
    return this.#leaderEpoch;
  }

  get log(): Log {
    return this.#log;
  }

  /** The topic was deleted. */
  get isRemoved(): boolean {
    return this.#isRemoved;
  }

  /** Up to here all in-sync replicas have the log. Differs: replication is instant, so it is the end of the log. */
  get highWatermark(): number {
    return this.#log.logEndOffset;
  }

  /** What would make it as it is, but for its log. */
  get record(): PartitionRecord {
    return {
      type: 'Partition',
      topicId: this.topicId,
      partitionIndex: this.partitionIndex,
      replicas: this.#replicas,
      isr: this.#isr,
      leader: this.#leader,
      leaderEpoch: this.#leaderEpoch,
      addingReplicas: this.#addingReplicas,
      removingReplicas: this.#removingReplicas,
      eligibleLeaderReplicas: this.#eligibleLeaderReplicas,
      lastKnownElr: this.#lastKnownElr,
    };
  }

  /** Up to here no transaction is open. */
  get lastStableOffset(): number {
    return this.highWatermark;
  }

  get config(): TopicConfig {
    return this.#ports.topicConfig(this.topicName);
  }

  /** Appends a producer's batch, after all of Kafka's checks, or says why not. */
  appendAsLeader(batch: RecordBatch, options: AppendOptions): AppendResult {
    const { config } = this;
    const minInsyncReplicas = Math.min(config.minInsyncReplicas, this.replicas.length);
    if (options.acks === -1 && this.#isr.length < minInsyncReplicas) return this.#failed(ErrorCode.NOT_ENOUGH_REPLICAS);
    const validated = validateBatch(batch, config, options.now);
    if ('refusal' in validated) return this.#refused(validated.refusal);
    if (batch.producerId >= 0) {
      const verdict = this.#log.producers.check(batch, options.now, this.#ports.producerIdExpirationMs());
      if (verdict.kind === 'error') return this.#failed(verdict.errorCode);
      if (verdict.kind === 'duplicate') return this.#appended(verdict.baseOffset, verdict.timestamp);
    }
    const stored = recompress(batch, validated.records, config.compressionType);
    if (stored.length > config.maxMessageBytes) return this.#failed(ErrorCode.MESSAGE_TOO_LARGE);
    const { baseOffset } = this.#append(stored, options);
    return this.#appended(baseOffset, config.messageTimestampType === 'LogAppendTime' ? options.now : -1);
  }

  /** Appends a batch of the broker's own making: coordinator records, markers. */
  appendInternal(bytes: Buffer, now: number): RecordBatch {
    return this.#append(bytes, { clientId: null, now });
  }

  /** DeleteRecords, to an offset that the caller has checked. */
  deleteRecordsBefore(offset: number, now: number): void {
    this.#log.moveLogStart(offset);
    this.wake(now);
  }

  /** Replays a change; those who wait here are not asked yet, see `wake`. */
  replay(record: PartitionChange): void {
    this.#replicas = record.replicas ?? this.#replicas;
    this.#addingReplicas = record.addingReplicas ?? this.#addingReplicas;
    this.#removingReplicas = record.removingReplicas ?? this.#removingReplicas;
    this.#isr = record.isr ?? this.#isr;
    this.#eligibleLeaderReplicas = record.eligibleLeaderReplicas ?? this.#eligibleLeaderReplicas;
    this.#lastKnownElr = record.lastKnownElr ?? this.#lastKnownElr;
    if (record.leader === undefined) return;
    this.#leader = record.leader;
    this.#leaderEpoch += 1;
    if (this.#leader !== NO_LEADER) this.#beginEpoch();
  }

  remove(now: number): void {
    this.#isRemoved = true;
    this.wake(now);
  }

  /** Back to an earlier state of the log, under the same topic id. Whoever waits here is told by `wake`. */
  restore(snapshot: LogSnapshot, now: number): void {
    this.#log = Log.from(snapshot, () => this.config, now);
    this.#beginEpoch();
  }

  /** Asks again those who wait for something to happen here. */
  wake(now: number): void {
    this.#ports.delayed.touch(this.key, now);
  }

  /**
   * Whether a client that believes in `currentLeaderEpoch` may go on (KIP-320).
   * @param currentLeaderEpoch -1: the client does not say.
   */
  checkLeaderEpoch(currentLeaderEpoch: number): ErrorCode {
    if (currentLeaderEpoch === -1 || currentLeaderEpoch === this.#leaderEpoch) return ErrorCode.NONE;
    return currentLeaderEpoch < this.#leaderEpoch ? ErrorCode.FENCED_LEADER_EPOCH : ErrorCode.UNKNOWN_LEADER_EPOCH;
  }

  #append(bytes: Buffer, { clientId, now }: { clientId: string | null; now: number }): RecordBatch {
    assert(!this.#isRemoved, 'nothing is appended to a deleted partition');
    assert(RecordBatch.at(bytes).sizeInBytes === bytes.length, 'one batch is appended at a time');
    const before = this.#log.logEndOffset;
    const origin = { clientId, appendedAtMs: now, sequence: this.#ports.nextSequence() };
    const stored = this.#log.append(bytes, this.#leaderEpoch, origin);
    assert(stored.baseOffset === before && this.#log.logEndOffset > before, 'offsets are dense');
    this.wake(now);
    return stored.batch;
  }

  /** A leader notes where its epoch begins before it has written anything. */
  #beginEpoch(): void {
    this.#log.leaderEpochs.assign(this.#leaderEpoch, this.#log.logEndOffset);
  }

  #appended(baseOffset: number, logAppendTimeMs: number): AppendResult {
    const { logStartOffset } = this.#log;
    return {
      errorCode: ErrorCode.NONE,
      baseOffset,
      logAppendTimeMs,
      logStartOffset,
      recordErrors: [],
      errorMessage: null,
    };
  }

  #refused({ errorCode, message, recordErrors }: BatchRefusal): AppendResult {
    const errorMessage = recordErrors.length > 0 ? message : null;
    return { ...this.#failed(errorCode), recordErrors, errorMessage };
  }

  #failed(errorCode: ErrorCode): AppendResult {
    const logStartOffset = BEFORE_THE_LOG.has(errorCode) ? -1 : this.#log.logStartOffset;
    return { errorCode, baseOffset: -1, logAppendTimeMs: -1, logStartOffset, recordErrors: [], errorMessage: null };
  }
}

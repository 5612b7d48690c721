import { ErrorCode, RecordBatch, type Uuid } from '@testka/protocol';
import { assert } from '../assert.ts';
import type { BrokerId, Peer } from '../command.ts';
import type { DelayedOperations } from '../delayed.ts';
import { DecompressionBudget } from '../log/decompression-budget.ts';
import { Log, type LogSnapshot } from '../log/log.ts';
import { type CheckRecord, refuseRecords } from '../log/record-check.ts';
import { recompress, storedAs } from '../log/recompress.ts';
import { type BatchRefusal, validateBatch } from '../log/validator.ts';
import type { TopicConfig } from '../metadata/configs/configs.ts';
import { NO_LEADER } from '../metadata/partition-change.ts';
import { LaggingReplicas } from './lagging-replicas.ts';
import type { MetadataRecord } from '../metadata/records.ts';

/** What a partition needs of the cluster around it. */
export interface PartitionPorts {
  /** As the broker goes by it that leads. */
  topicConfig(topicName: string, broker: BrokerId): TopicConfig;
  readonly delayed: DelayedOperations;
  /** How long a silent producer is remembered (producer.id.expiration.ms). */
  producerIdExpirationMs(broker: BrokerId): number;
  /** Numbers the cluster's events in their order. */
  nextSequence(): number;
  /** The partition has grown while somebody does not fetch. */
  outgrew(partition: Partition, now: number): void;
}

export interface AppendOptions {
  /** 0, 1 or -1 (all in-sync replicas). */
  readonly acks: number;
  readonly clientId: string | null;
  readonly peer?: Peer | undefined;
  readonly now: number;
  /** Of the request. Default: a whole one. */
  readonly decompression?: DecompressionBudget;
  /** What is demanded of each record beyond Kafka's own rules. Default: nothing. */
  readonly check?: CheckRecord | undefined;
}

/** What Produce answers for a partition; offsets are -1 where Kafka says -1. */
export interface AppendResult {
  readonly errorCode: ErrorCode;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly logAppendTimeMs: number;
  readonly logStartOffset: number;
  readonly recordErrors: BatchRefusal['recordErrors'];
  /** Only where single records were refused (KIP-467). */
  readonly errorMessage: string | null;
}

/** A replica as the clients of its broker see it. */
export interface ReplicaView {
  readonly leads: boolean;
  readonly logEndOffset: number;
  readonly highWatermark: number;
  /** Up to here no transaction is open. */
  readonly lastStableOffset: number;
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
  #highWatermark = 0;
  readonly #lagging = new LaggingReplicas();
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

  /** Up to here all in-sync replicas have the log, and there were enough of them. */
  get highWatermark(): number {
    return this.#highWatermark;
  }

  /** A new leader knows what its predecessor had acknowledged only once its own epoch has begun to be acknowledged. */
  get isHighWatermarkCertain(): boolean {
    return this.#highWatermark >= (this.#log.leaderEpochs.latest?.startOffset ?? 0);
  }

  /** How many replicas must be in sync for a write to count. */
  get minInsyncReplicas(): number {
    return Math.min(this.config.minInsyncReplicas, this.#replicas.length);
  }

  /** What a broker that has a replica can show of it. */
  replicaOn(broker: BrokerId): ReplicaView {
    const { logEndOffset } = this.#log;
    const position = broker === this.#leader ? undefined : this.#lagging.get(broker);
    const highWatermark = position?.highWatermark ?? this.#highWatermark;
    return {
      leads: broker === this.#leader,
      logEndOffset: position?.logEndOffset ?? logEndOffset,
      highWatermark,
      lastStableOffset: highWatermark,
    };
  }

  /** Whoever does not fetch and how far they got. */
  get lagging(): Pick<LaggingReplicas, 'get' | 'isEmpty'> {
    return this.#lagging;
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
    return this.#ports.topicConfig(this.topicName, this.#leader);
  }

  /** Appends a producer's batch, after all of Kafka's checks, or says why not. */
  appendAsLeader(batch: RecordBatch, options: AppendOptions): AppendResult {
    const { config } = this;
    if (options.acks === -1 && this.#isr.length < this.minInsyncReplicas)
      return this.#failed(ErrorCode.NOT_ENOUGH_REPLICAS);
    const { decompression = new DecompressionBudget() } = options;
    const valid = validateBatch(batch, config, options.now, decompression);
    if ('errorCode' in valid) return this.#refused(valid);
    const refusal = options.check && refuseRecords(batch, options.check);
    if (refusal !== undefined) return this.#refused(refusal);
    const stored = recompress(batch, valid, storedAs(batch, config), decompression);
    if (stored === undefined) return this.#failed(ErrorCode.INVALID_RECORD);
    if (stored.length > config.maxMessageBytes) return this.#failed(ErrorCode.MESSAGE_TOO_LARGE);
    const isAppendTime = config.messageTimestampType === 'LogAppendTime';
    const maxTimestamp = isAppendTime ? options.now : valid.maxTimestamp;
    // Before the sequences are looked at: a batch that is refused by them leaves a new segment behind.
    this.#log.rollIfDue(stored.length, maxTimestamp, options.now);
    if (batch.producerId >= 0) {
      const verdict = this.#log.producers.check(batch, options.now, this.#ports.producerIdExpirationMs(this.#leader));
      if (verdict.kind === 'error') return this.#failed(verdict.errorCode);
      if (verdict.kind === 'duplicate') return this.#appended(verdict, verdict.timestamp);
    }
    return this.#appended(this.#append(stored, options, maxTimestamp), isAppendTime ? options.now : -1);
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
  replay(record: PartitionChange, now: number): void {
    if (record.replicas !== undefined) this.#changeReplicas(record.replicas, now);
    this.#addingReplicas = record.addingReplicas ?? this.#addingReplicas;
    this.#removingReplicas = record.removingReplicas ?? this.#removingReplicas;
    this.#isr = record.isr ?? this.#isr;
    this.#eligibleLeaderReplicas = record.eligibleLeaderReplicas ?? this.#eligibleLeaderReplicas;
    this.#lastKnownElr = record.lastKnownElr ?? this.#lastKnownElr;
    if (record.leader !== undefined) this.#changeLeader(record.leader);
  }

  /** The broker fetches no more, or has no replica to fetch for. */
  followerStopped(broker: BrokerId, now: number): void {
    if (broker !== this.#leader) this.#lagging.add(broker, this.#log.logEndOffset, this.#highWatermark, now);
  }

  /** The broker has the leader's log up to its end. */
  followerCaughtUp(broker: BrokerId): void {
    this.#lagging.delete(broker);
  }

  /**
   * Moves the high watermark to where all in-sync replicas are. It stays while they are too few: what would be lost with one
   * of them is not to be read yet (KIP-966).
   */
  maybeAdvanceHighWatermark(): void {
    if (this.#leader === NO_LEADER) return;
    if (this.#isr.length < this.#replicas.length && this.#isr.length < this.minInsyncReplicas) return;
    const end = this.#lagging.isEmpty
      ? this.#log.logEndOffset
      : this.#lagging.commonEnd(this.#isr, this.#log.logEndOffset);
    if (end > this.#highWatermark) this.#highWatermark = end;
  }

  remove(now: number): void {
    this.#isRemoved = true;
    this.wake(now);
  }

  /** Back to an earlier state of the log, under the same topic id. Whoever waits here is told by `wake`. */
  restore(snapshot: LogSnapshot, now: number): void {
    this.#log = Log.from(snapshot, () => this.config, now);
    this.#highWatermark = this.#log.logEndOffset;
    this.#lagging.clear();
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

  #append(
    bytes: Buffer,
    { clientId, now, peer }: Pick<AppendOptions, 'clientId' | 'now' | 'peer'>,
    maxTimestamp?: number,
  ): RecordBatch {
    assert(!this.#isRemoved, 'nothing is appended to a deleted partition');
    assert(RecordBatch.at(bytes).sizeInBytes === bytes.length, 'one batch is appended at a time');
    const before = this.#log.logEndOffset;
    const origin = { clientId, appendedAtMs: now, sequence: this.#ports.nextSequence(), peer };
    const stored = this.#log.append(bytes, this.#leaderEpoch, origin, maxTimestamp);
    assert(stored.baseOffset === before && this.#log.logEndOffset > before, 'offsets are dense');
    if (!this.#lagging.isEmpty) this.#outgrow(now);
    this.maybeAdvanceHighWatermark();
    this.wake(now);
    return stored.batch;
  }

  /** Somebody does not fetch what was just written. */
  #outgrow(now: number): void {
    this.#lagging.noteGrowth(this.#log.logEndOffset, now);
    this.#ports.outgrew(this, now);
  }

  /** A new replica has nothing at first. */
  #changeReplicas(replicas: Brokers, now: number): void {
    const start = this.#log.logStartOffset;
    for (const id of this.#replicas) if (!replicas.includes(id)) this.#lagging.delete(id);
    for (const id of replicas) if (!this.#replicas.includes(id)) this.#lagging.add(id, start, start, now);
    this.#replicas = replicas;
  }

  /** What the new leader lacks is lost: it was acknowledged to nobody who asked all in-sync replicas, or the election was unclean. */
  #changeLeader(leader: BrokerId): void {
    this.#leader = leader;
    this.#leaderEpoch += 1;
    if (leader === NO_LEADER) return;
    const end = this.#lagging.get(leader)?.logEndOffset;
    this.#lagging.delete(leader);
    if (end !== undefined) this.#truncateTo(Math.max(end, this.#log.logStartOffset));
    this.#beginEpoch();
  }

  #truncateTo(offset: number): void {
    this.#log.truncateTo(offset);
    this.#lagging.truncateTo(offset);
    this.#highWatermark = Math.min(this.#highWatermark, offset);
  }

  /** A leader notes where its epoch begins before it has written anything. */
  #beginEpoch(): void {
    this.#log.leaderEpochs.begin(this.#leaderEpoch, this.#log.logEndOffset);
  }

  #appended(
    { baseOffset, lastOffset }: { readonly baseOffset: number; readonly lastOffset: number },
    logAppendTimeMs: number,
  ): AppendResult {
    const { logStartOffset } = this.#log;
    return {
      errorCode: ErrorCode.NONE,
      baseOffset,
      lastOffset,
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
    return {
      errorCode,
      baseOffset: -1,
      lastOffset: -1,
      logAppendTimeMs: -1,
      logStartOffset,
      recordErrors: [],
      errorMessage: null,
    };
  }
}

import {
  buildRecordBatch,
  decodeEndTransactionMarker,
  type EndTransactionResult,
  ErrorCode,
  type RecordBatch,
  readRecords,
} from '@testka/protocol';
import type { BrokerId } from '../command.ts';
import type { Metadata } from '../metadata/metadata.ts';
import type { Partition } from '../partition/partition.ts';
import type { Outcome } from './outcome.ts';
import type { UnreplicatedWrite } from './unreplicated-answer.ts';

/** How a coordinator's records look in its internal topic. */
export interface RecordSerde<Record> {
  encode(record: Record): { readonly key: Buffer; readonly value: Buffer | null };
  /** @returns undefined for a record of a kind that we do not know, which loading passes over. */
  decode(key: Buffer, value: Buffer | null): Record | undefined;
}

/** Where a replayed record lies. */
export interface RecordPosition {
  readonly offset: number;
  /** -1: not part of a transaction. */
  readonly producerId: number;
}

/** The state that one partition of an internal topic holds. */
export interface CoordinatorShard<Record> {
  /** The only function that changes durable state. Also how a shard is rebuilt after a restart or a failover. */
  replay(record: Record, position: RecordPosition): void;
  /** A transaction ended: its records take effect, or never do. */
  replayEndTransaction(producerId: number, result: EndTransactionResult): void;
  /** Everything in the log was replayed: re-arm timers from the rebuilt state. */
  onLoaded(now: number): void;
  /** Another broker takes over: give up timers and answer whoever waits. */
  onUnloaded(now: number): void;
}

/** A shard's way to its log. */
export interface ShardLog<Record> {
  readonly partitionIndex: number;
  /** Appends and replays the records of an outcome, then answers. */
  run<Response>(outcome: Outcome<Record, Response>, now: number): Response;
}

/**
 * A shard in memory, and the broker for which it was loaded. A new epoch of the same leader changes nothing, as in
 * Kafka.
 */
interface LoadedShard<Shard> {
  readonly shard: Shard;
  readonly partition: Partition;
  readonly leader: BrokerId;
}

interface RuntimeParts<Record, Shard> {
  readonly topicName: string;
  readonly metadata: Metadata;
  readonly serde: RecordSerde<Record>;
  readonly createShard: (log: ShardLog<Record>) => Shard;
}

/**
 * Coordinators over the partitions of an internal topic. An operation reads a shard and returns records; they are
 * appended as one batch, replayed, and only then is the request answered. Our append is synchronous, so replay comes
 * after it succeeded and a failed append changes nothing. `Differs:` Kafka replays first and reverts from snapshots.
 */
export class CoordinatorRuntime<Record, Shard extends CoordinatorShard<Record>> {
  readonly #parts: RuntimeParts<Record, Shard>;
  readonly #loaded = new Map<number, LoadedShard<Shard>>();

  #unreplicated: UnreplicatedWrite | undefined;

  constructor(parts: RuntimeParts<Record, Shard>) {
    this.#parts = parts;
  }

  /** The partition whose leader coordinates `key`; the internal topic is created when it is missing, if any broker lives. */
  ensurePartitionOf(key: string, now: number): Partition | undefined {
    const topic = this.#parts.metadata.ensureInternalTopic(this.#parts.topicName, now);
    return topic?.partitions[coordinatorPartitionOf(key, topic.partitions.length)];
  }

  /** The same for looking: undefined while there is no internal topic. */
  partitionOf(key: string): Partition | undefined {
    const partitions = this.#partitions();
    return partitions[coordinatorPartitionOf(key, partitions.length)];
  }

  /**
   * The shard that coordinates `key`, if this broker has it. Every other broker answers NOT_COORDINATOR. A client that
   * never asked for the coordinator is served too, as by a cluster whose internal topic exists already.
   */
  shardOf(key: string, broker: BrokerId, now: number): Shard | typeof ErrorCode.NOT_COORDINATOR {
    const partition = this.ensurePartitionOf(key, now);
    if (partition === undefined || partition.leader !== broker) return ErrorCode.NOT_COORDINATOR;
    return this.#shardOn(partition, now);
  }

  /** Every shard that has ever been written to, by partition; those of one broker if it is given. */
  shards(now: number, broker?: BrokerId): Shard[] {
    return this.#partitions()
      .filter((partition) => broker === undefined || partition.leader === broker)
      .filter(
        (partition) =>
          partition.leader !== -1 && (this.#loaded.has(partition.partitionIndex) || partition.log.logEndOffset > 0),
      )
      .map((partition) => this.#shardOn(partition, now));
  }

  /** As `shards`, and with those that nobody leads, which are read from the log for this once. */
  everyShard(now: number): Shard[] {
    const unled = this.#partitions().filter(({ leader, log }) => leader === -1 && log.logEndOffset > 0);
    return [...this.shards(now), ...unled.map((partition) => this.#replayed(partition))];
  }

  /** The shard for `key`, wherever it is coordinated; the internal topic is created when it is missing. Undefined: nowhere. */
  currentShardOf(key: string, now: number): Shard | undefined {
    const partition = this.ensurePartitionOf(key, now);
    return partition === undefined || partition.leader === -1 ? undefined : this.#shardOn(partition, now);
  }

  /** The last write since this was asked, if it waits for followers still. */
  takeUnreplicated(): UnreplicatedWrite | undefined {
    const write = this.#unreplicated;
    this.#unreplicated = undefined;
    return write;
  }

  /** What is in memory now, without loading anything. */
  *loadedShards(): IterableIterator<Shard> {
    for (const { shard } of this.#loaded.values()) yield shard;
  }

  /** The partition has another leader, or none: its shard moves there, as it is in the log. */
  leaderChanged(partitionIndex: number, now: number): void {
    if (this.#loaded.has(partitionIndex)) this.unload(partitionIndex, now);
    const partition = this.#partitions()[partitionIndex];
    if (partition !== undefined && partition.leader !== -1) this.#shardOn(partition, now);
  }

  /** Forgets a shard; the next request for it loads it from the log again. */
  unload(partitionIndex: number, now: number): void {
    const entry = this.#loaded.get(partitionIndex);
    this.#loaded.delete(partitionIndex);
    entry?.shard.onUnloaded(now);
  }

  unloadAll(now: number): void {
    for (const partitionIndex of [...this.#loaded.keys()]) this.unload(partitionIndex, now);
  }

  /** The internal topic is another one, with empty logs (reset): the shards stay and write there from now on. */
  rebind(now: number): void {
    if (this.#loaded.size === 0) return;
    const topic = this.#parts.metadata.ensureInternalTopic(this.#parts.topicName, now);
    for (const [partitionIndex, entry] of [...this.#loaded]) {
      const partition = topic?.partitions[partitionIndex];
      if (partition === undefined) this.unload(partitionIndex, now);
      else this.#loaded.set(partitionIndex, loaded(entry.shard, partition));
    }
  }

  #partitions(): readonly Partition[] {
    return this.#parts.metadata.topic(this.#parts.topicName)?.partitions ?? [];
  }

  #shardOn(partition: Partition, now: number): Shard {
    const entry = this.#loaded.get(partition.partitionIndex);
    if (entry !== undefined && isCurrent(entry, partition)) return entry.shard;
    if (entry !== undefined) this.unload(partition.partitionIndex, now);
    return this.#load(partition, now);
  }

  #load(partition: Partition, now: number): Shard {
    const shard = this.#replayed(partition);
    this.#loaded.set(partition.partitionIndex, loaded(shard, partition));
    shard.onLoaded(now);
    return shard;
  }

  #replayed({ partitionIndex, log }: Partition): Shard {
    const shard = this.#parts.createShard({
      partitionIndex,
      run: (outcome, at) => this.#run(partitionIndex, outcome, at),
    });
    for (const { batch } of log.batchesFrom(log.logStartOffset)) this.#replayBatch(shard, batch);
    return shard;
  }

  #replayBatch(shard: Shard, batch: RecordBatch): void {
    const producerId = batch.isTransactional ? batch.producerId : -1;
    for (const { key, value, offset } of readRecords(batch)) {
      if (batch.isControl) {
        const marker = decodeEndTransactionMarker({ key, value });
        if (marker !== undefined) shard.replayEndTransaction(batch.producerId, marker.result);
        continue;
      }
      const record = key === null ? undefined : this.#parts.serde.decode(key, value);
      if (record !== undefined) shard.replay(record, { offset, producerId });
    }
  }

  #run<Response>(partitionIndex: number, outcome: Outcome<Record, Response>, now: number): Response {
    if (outcome.records.length === 0) return outcome.whenWritten();
    const entry = this.#loaded.get(partitionIndex);
    if (entry === undefined) return outcome.whenRefused(ErrorCode.NOT_COORDINATOR);
    const refusal = refusalOf(entry.partition);
    if (refusal !== undefined) return outcome.whenRefused(refusal);
    const batch = this.#batchOf(outcome.records, entry.partition.config.maxMessageBytes, now);
    if (batch === undefined) return outcome.whenRefused(ErrorCode.UNKNOWN_SERVER_ERROR);
    const { baseOffset, lastOffset } = entry.partition.appendInternal(batch, now);
    if (entry.partition.highWatermark <= lastOffset) this.#unreplicated = { partition: entry.partition, lastOffset };
    outcome.records.forEach((record, index) =>
      entry.shard.replay(record, { offset: baseOffset + index, producerId: -1 }),
    );
    return outcome.whenWritten();
  }

  /**
   * @returns undefined when the partition takes no batch as large as that, for which not more of it is made than shows it.
   * @see Kafka CoordinatorOperationExceptionHelper: MESSAGE_TOO_LARGE as UNKNOWN_SERVER_ERROR.
   */
  #batchOf(records: readonly Record[], maxMessageBytes: number, timestamp: number): Buffer | undefined {
    const encoded: { key: Buffer; value: Buffer | null; timestamp: number }[] = [];
    let size = 0;
    for (const record of records) {
      const { key, value } = this.#parts.serde.encode(record);
      size += key.length + (value?.length ?? 0);
      if (size > maxMessageBytes) return undefined;
      encoded.push({ key, value, timestamp });
    }
    const batch = buildRecordBatch({ records: encoded });
    return batch.length > maxMessageBytes ? undefined : batch;
  }
}

function loaded<Shard>(shard: Shard, partition: Partition): LoadedShard<Shard> {
  return { shard, partition, leader: partition.leader };
}

function isCurrent(entry: LoadedShard<unknown>, partition: Partition): boolean {
  return entry.partition === partition && entry.leader === partition.leader;
}

/**
 * Why the internal partition takes nothing, in the words that clients of a coordinator get.
 * @see Kafka CoordinatorOperationExceptionHelper: NOT_ENOUGH_REPLICAS.
 */
function refusalOf(partition: Partition): ErrorCode | undefined {
  const { minInsyncReplicas } = partition.config;
  if (partition.isRemoved || partition.leader === -1) return ErrorCode.NOT_COORDINATOR;
  if (partition.isr.length < Math.min(minInsyncReplicas, partition.replicas.length))
    return ErrorCode.COORDINATOR_NOT_AVAILABLE;
  return undefined;
}

/** Partition of an internal topic for a group or transactional id: the amount of Java's String.hashCode, modulo. */
export function coordinatorPartitionOf(key: string, partitionCount: number): number {
  if (partitionCount === 0) return -1;
  let hash = 0;
  for (let index = 0; index < key.length; index++) hash = (Math.imul(31, hash) + key.charCodeAt(index)) | 0;
  // What Java has no positive number for is 0.
  return hash === -0x8000_0000 ? 0 : Math.abs(hash) % partitionCount;
}

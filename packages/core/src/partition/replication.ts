import type { BrokerId, FollowerScope } from '../command.ts';
import type { Configs } from '../metadata/configs/configs.ts';
import { changeRecords } from '../metadata/elections.ts';
import type { Metadata } from '../metadata/metadata.ts';
import { NO_LEADER, without } from '../metadata/partition-change.ts';
import type { Timers } from '../timers.ts';
import type { Partition } from './partition.ts';

interface ReplicationParts {
  readonly metadata: Metadata;
  readonly configs: Configs;
  readonly timers: Timers;
}

/**
 * Who follows whom. Followers have what their leader has at once, unless their broker does not run or the test holds them
 * back; then they lag, and leave the in-sync set after replica.lag.time.max.ms. Whoever follows again is in sync at once.
 */
export class Replication {
  readonly #parts: ReplicationParts;
  readonly #holds = new Map<string, FollowerScope>();
  /** Partitions for which a timer waits. */
  readonly #watched = new Set<Partition>();

  constructor(parts: ReplicationParts) {
    this.#parts = parts;
  }

  hold(scope: FollowerScope, now: number): void {
    this.#holds.set(keyOf(scope), scope);
    this.followersChanged(now);
  }

  release(scope: FollowerScope, now: number): void {
    for (const [key, held] of [...this.#holds]) if (isWithin(held, scope)) this.#holds.delete(key);
    this.followersChanged(now);
  }

  /** Shuts a broker out of the in-sync sets of what it lags behind in, without waiting for the leader's patience to end. */
  expire(scope: FollowerScope, now: number): void {
    for (const partition of [...this.#parts.metadata.partitions()]) {
      const { topicName: topic, partitionIndex } = partition;
      if (!isWithin({ broker: scope.broker, topic, partition: partitionIndex }, scope)) continue;
      const isLate = this.#laggards(partition).some(({ id }) => id === scope.broker);
      if (isLate) this.#shutOut(partition, [scope.broker], now);
    }
  }

  /** Brokers were stopped, started, paused or resumed, or held back or released. */
  followersChanged(now: number): void {
    for (const partition of this.#parts.metadata.partitions()) this.settle(partition, now);
  }

  /** Brings a partition to rest after something about it, or about the brokers that have it, has changed. */
  settle(partition: Partition, now: number): void {
    this.settleUnheard(partition, now);
    partition.wake(now);
  }

  /** As `settle`; those who wait for the partition are asked by the caller, once all that it does is done. */
  settleUnheard(partition: Partition, now: number): void {
    const isLed = this.#isLed(partition);
    for (const id of partition.replicas) {
      if (!this.#follows(id, partition)) partition.followerStopped(id, now);
      else if (isLed) partition.followerCaughtUp(id);
    }
    if (isLed && this.#letJoin(partition, now)) return;
    partition.maybeAdvanceHighWatermark();
    this.#watchLaggards(partition, now);
  }

  /** The partition has grown while somebody does not fetch. */
  outgrew(partition: Partition, now: number): void {
    this.#watchLaggards(partition, now);
  }

  /** @returns whether somebody joined, and the partition has settled because of it. */
  #letJoin(partition: Partition, now: number): boolean {
    const { metadata } = this.#parts;
    if (partition.isr.length === partition.replicas.length) return false;
    const joining = partition.replicas.filter((id) => this.#mayJoin(id, partition));
    if (joining.length === 0) return false;
    const isr = [...partition.isr, ...joining].toSorted((a, b) => a - b);
    metadata.write(changeRecords({ metadata }, partition, { isr }), now);
    return true;
  }

  #mayJoin(id: BrokerId, partition: Partition): boolean {
    if (id === partition.leader || partition.isr.includes(id)) return false;
    return this.#parts.metadata.isLive(id) && this.#follows(id, partition);
  }

  #isLed({ leader }: Partition): boolean {
    return leader !== NO_LEADER && this.#parts.metadata.brokers.get(leader)?.process === 'up';
  }

  #follows(id: BrokerId, { topicName, partitionIndex }: Partition): boolean {
    if (this.#parts.metadata.brokers.get(id)?.process !== 'up') return false;
    return this.#holds.size === 0 || !this.#isHeld(id, topicName, partitionIndex);
  }

  #isHeld(broker: BrokerId, topic: string, partition: number): boolean {
    return [{ broker }, { broker, topic }, { broker, topic, partition }].some((scope) => this.#holds.has(keyOf(scope)));
  }

  /**
   * Arranges for those in sync who lag to be shut out. Kafka's leader looks twice in replica.lag.time.max.ms: a replica that
   * falls behind only after it has not fetched for long is shut out at the next look.
   */
  #watchLaggards(partition: Partition, now: number): void {
    const due = this.#laggards(partition).map(({ dueMs }) => dueMs);
    if (due.length === 0) return this.#unwatch(partition);
    const dueMs = Math.max(now, Math.min(...due));
    this.#parts.timers.schedule(watchKey(partition), dueMs, (at) => this.#shutOutOverdue(partition, at));
    this.#watched.add(partition);
  }

  #unwatch(partition: Partition): void {
    if (this.#watched.delete(partition)) this.#parts.timers.cancel(watchKey(partition));
  }

  #shutOutOverdue(partition: Partition, now: number): void {
    this.#watched.delete(partition);
    const overdue = this.#laggards(partition).filter(({ dueMs }) => dueMs <= now);
    if (partition.isRemoved || overdue.length === 0) return;
    this.#shutOut(
      partition,
      overdue.map(({ id }) => id),
      now,
    );
  }

  #shutOut(partition: Partition, laggards: readonly BrokerId[], now: number): void {
    const { metadata } = this.#parts;
    const isr = without(partition.isr, laggards);
    metadata.write(changeRecords({ metadata }, partition, { isr }), now);
  }

  /** In-sync replicas that lack something, and when their leader loses patience; none while it does not run itself. */
  #laggards(partition: Partition): { id: BrokerId; dueMs: number }[] {
    if (partition.lagging.isEmpty || !this.#isLed(partition)) return [];
    const maxLagMs = this.#parts.configs.broker.number('replica.lag.time.max.ms');
    return partition.isr.flatMap((id) => {
      const position = partition.lagging.get(id);
      if (position?.behindSinceMs === undefined) return [];
      return [{ id, dueMs: Math.max(position.sinceMs + maxLagMs, position.behindSinceMs + maxLagMs / 2) }];
    });
  }
}

function watchKey({ key }: Partition): string {
  return `isr:${key}`;
}

function keyOf({ broker, topic, partition }: FollowerScope): string {
  return JSON.stringify([broker, topic, partition]);
}

function isWithin(held: FollowerScope, scope: FollowerScope): boolean {
  if (held.broker !== scope.broker) return false;
  if (scope.topic !== undefined && held.topic !== scope.topic) return false;
  return scope.partition === undefined || held.partition === scope.partition;
}

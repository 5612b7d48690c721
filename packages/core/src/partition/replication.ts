import type { BrokerId, FollowerScope } from '../command.ts';
import { changeRecords } from '../metadata/elections.ts';
import type { Metadata } from '../metadata/metadata.ts';
import type { Partition } from './partition.ts';

/** Which followers do not fetch, and what comes of it. */
export class Replication {
  readonly #metadata: Metadata;
  readonly #holds = new Map<string, FollowerScope>();

  constructor(metadata: Metadata) {
    this.#metadata = metadata;
  }

  hold(scope: FollowerScope, _now: number): void {
    this.#holds.set(keyOf(scope), scope);
  }

  release(scope: FollowerScope, now: number): void {
    for (const [key, held] of [...this.#holds]) if (isWithin(held, scope)) this.#holds.delete(key);
    this.brokersChanged(now);
  }

  isHeld(broker: BrokerId, topic: string, partition: number): boolean {
    if (this.#holds.size === 0) return false;
    return [{ broker }, { broker, topic }, { broker, topic, partition }].some((scope) => this.#holds.has(keyOf(scope)));
  }

  /** Brokers were stopped, started, paused or resumed. */
  brokersChanged(now: number): void {
    for (const partition of this.#metadata.partitions()) this.#settle(partition, now);
  }

  /** Whoever has caught up is in sync again. */
  #settle(partition: Partition, now: number): void {
    if (this.#metadata.brokers.get(partition.leader)?.process !== 'up') return;
    const joining = partition.replicas.filter((id) => !partition.isr.includes(id) && this.#follows(id, partition));
    if (joining.length === 0) return;
    const isr = [...partition.isr, ...joining];
    this.#metadata.write(changeRecords({ metadata: this.#metadata }, partition, { isr }), now);
  }

  #follows(id: BrokerId, { topicName, partitionIndex }: Partition): boolean {
    const broker = this.#metadata.brokers.get(id);
    if (broker?.process !== 'up' || broker.isFenced) return false;
    return !this.isHeld(id, topicName, partitionIndex);
  }
}

function keyOf({ broker, topic, partition }: FollowerScope): string {
  return JSON.stringify([broker, topic, partition]);
}

function isWithin(held: FollowerScope, scope: FollowerScope): boolean {
  if (held.broker !== scope.broker) return false;
  if (scope.topic !== undefined && held.topic !== scope.topic) return false;
  return scope.partition === undefined || held.partition === scope.partition;
}

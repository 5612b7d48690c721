import type { Partition } from '../partition/partition.ts';
import type { Services } from '../services.ts';
import { changeRecords } from './elections.ts';
import { NO_LEADER } from './partition-change.ts';

type BalanceServices = Pick<Services, 'metadata' | 'configs' | 'timers'>;

const TIMER = 'leader-balance';

/**
 * The controller looks at intervals, and lets preferred replicas lead what others lead (auto.leader.rebalance.enable). How
 * many partitions are led otherwise plays no part: the percentage of ZooKeeper's days counts for nothing in KRaft. A look
 * is scheduled only when it has something to do.
 */
export class LeaderBalance {
  readonly #services: BalanceServices;
  readonly #startedAtMs: number;

  /** @param startedAtMs from when on the intervals are counted */
  constructor(services: BalanceServices, startedAtMs: number) {
    this.#services = services;
    this.#startedAtMs = startedAtMs;
  }

  /** Some of these may be led by another than their preferred replica now. */
  partitionsChanged(partitions: Iterable<Partition>, now: number): void {
    const { configs, timers } = this.#services;
    if (timers.has(TIMER) || !configs.broker.boolean('auto.leader.rebalance.enable')) return;
    for (const partition of partitions) {
      if (this.#canBalance(partition)) return this.#schedule(now);
    }
  }

  #schedule(now: number): void {
    const { configs, timers } = this.#services;
    // Kafka bounds it on neither side.
    const intervalMs = Math.max(1, configs.broker.number('leader.imbalance.check.interval.seconds') * 1000);
    const looks = Math.floor((now - this.#startedAtMs) / intervalMs) + 1;
    timers.schedule(TIMER, this.#startedAtMs + looks * intervalMs, (at) => this.#balance(at));
  }

  #balance(now: number): void {
    const { metadata } = this.#services;
    // While no controller runs nobody looks; the next one will.
    if (metadata.activeController === NO_LEADER) return this.#schedule(now);
    const unbalanced = [...metadata.partitions()].filter((partition) => this.#canBalance(partition));
    const preferred = { election: 'preferred' } as const;
    metadata.write(
      unbalanced.flatMap((partition) => changeRecords(this.#services, partition, preferred)),
      now,
    );
  }

  /** Differs: what nobody leads is left to the test that wanted it so; in Kafka somebody would lead it long since. */
  #canBalance({ leader, replicas: [preferred], isr }: Partition): boolean {
    // Who does not run is not in sync either, unless nobody else is.
    return preferred !== undefined && leader !== NO_LEADER && leader !== preferred && isr.includes(preferred);
  }
}

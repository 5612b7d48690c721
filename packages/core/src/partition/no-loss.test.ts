import { ErrorCode, readRecords, ZERO_UUID } from '@testka/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AdminCommand } from '../command.ts';
import { ThreeBrokers } from '../../test/cluster.ts';
import { batchOf, type Client, fetchOf, type Sent } from '../../test/harness.ts';

const seed = process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) };

type Step =
  | { readonly kind: 'admin'; readonly command: AdminCommand }
  | { readonly kind: 'produce'; readonly to: 'leader' | number; readonly acks: number; readonly timeoutMs: number }
  | { readonly kind: 'fetch'; readonly from: number; readonly offset: number }
  | { readonly kind: 'reassign'; readonly replicas: readonly number[] | null }
  | { readonly kind: 'prefer' }
  | { readonly kind: 'min-insync'; readonly of: 'topic' | 'cluster'; readonly value: string | null }
  | { readonly kind: 'wait'; readonly ms: number };

const broker = fc.constantFrom(1, 2, 3);
const scope = fc.oneof(
  broker.map((id) => ({ broker: id })),
  broker.map((id) => ({ broker: id, topic: 't' })),
  broker.map((id) => ({ broker: id, topic: 't', partition: 0 })),
);

const command: fc.Arbitrary<AdminCommand> = fc.oneof(
  fc.record({ type: fc.constant('stop-broker' as const), broker, election: fc.boolean() }),
  fc.record({
    type: fc.constantFrom(
      'kill-broker' as const,
      'start-broker' as const,
      'start-broker' as const,
      'pause-broker' as const,
      'resume-broker' as const,
    ),
    broker,
  }),
  fc
    .tuple(fc.constantFrom('hold-follower' as const, 'release-follower' as const), scope)
    .map(([type, of]) => ({ type, ...of })),
  fc.constantFrom(1, 2, 3, -1).map((id) => ({ type: 'move-leader' as const, topic: 't', partition: 0, broker: id })),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: command.map((each) => ({ kind: 'admin' as const, command: each })) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('produce' as const),
      to: fc.constantFrom<'leader' | number>('leader', 'leader', 'leader', 1, 2, 3),
      acks: fc.constantFrom(-1, -1, 1),
      timeoutMs: fc.constantFrom(0, 5000, 40_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fetch' as const), from: broker, offset: fc.nat(8) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('reassign' as const),
      replicas: fc.option(fc.shuffledSubarray([1, 2, 3], { minLength: 1 })),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'prefer' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('min-insync' as const),
      of: fc.constantFrom('topic' as const, 'topic' as const, 'cluster' as const),
      value: fc.constantFrom('1', '2', '3', null),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 4000, 9000, 31_000) }),
  },
);

/** One run: plays steps on a cluster and checks after each what must hold whatever happens. */
class Run {
  readonly #harness = new ThreeBrokers();
  readonly #sent: {
    readonly value: string;
    readonly acks: number;
    readonly client: Client;
    readonly produce: Sent<'Produce'>;
  }[] = [];
  /** What a consumer was ever given, by offset: it may not change. */
  readonly #seen = new Map<number, string>();
  #before = { leader: 1, leaderEpoch: 0, highWatermark: 0 };

  constructor(minInsyncReplicas: number) {
    this.#harness.createOn('t', [[1, 2, 3]], { 'min.insync.replicas': String(minInsyncReplicas) });
  }

  play(step: Step): void {
    switch (step.kind) {
      case 'admin':
        if (this.#harness.cluster.view.refusalOf(step.command) === undefined) this.#harness.admin(step.command);
        break;
      case 'produce':
        this.#produce(step);
        break;
      case 'fetch':
        this.#fetch(step.from, step.offset);
        break;
      case 'reassign':
        this.#client(this.#harness.live[0])?.send('AlterPartitionReassignments', 1, {
          timeoutMs: 1000,
          topics: [{ name: 't', partitions: [{ partitionIndex: 0, replicas: step.replicas }] }],
        });
        break;
      case 'prefer':
        this.#client(this.#harness.live[0])?.send('ElectLeaders', 2, {
          electionType: 0,
          topicPartitions: null,
          timeoutMs: 1000,
        });
        break;
      case 'min-insync':
        this.#changeMinInsyncReplicas(step);
        break;
      case 'wait':
        this.#harness.advance(step.ms);
    }
    this.#check();
  }

  /** Everybody is back, and all that was acknowledged is still there, in its order. */
  finish(): void {
    for (const type of ['resume-broker', 'start-broker', 'release-follower'] as const) {
      for (const id of [1, 2, 3]) this.play({ kind: 'admin', command: { type, broker: id } });
    }
    this.#harness.advance(100_000);
    this.#check();
    const { leader } = this.#harness.partition('t');
    if (leader === -1 && !this.#isOrphaned) this.play({ kind: 'admin', command: this.#anyLeader() });
    for (const { client, produce } of this.#sent) {
      expect(client.closed !== undefined || produce.response !== undefined, 'every produce is answered').toBe(true);
    }
    // Whoever was eligible may be so no longer: somebody would have to be elected who lacks records, perhaps.
    if (this.#isOrphaned) return;
    const { isr, highWatermark, logEndOffset } = this.#harness.stateOf('t');
    const { replicas } = this.#harness.partition('t');
    const byId = (ids: readonly number[]): number[] => ids.toSorted((a, b) => a - b);
    expect({ isr: byId(isr), highWatermark }).toEqual({ isr: byId(replicas), highWatermark: logEndOffset });
    this.#fetch(this.#harness.partition('t').leader, 0);
    const acknowledged = this.#acknowledged();
    expect([...acknowledged].map(([offset]) => [offset, this.#seen.get(offset)])).toEqual([...acknowledged]);
  }

  get #isOrphaned(): boolean {
    const { isr, eligibleLeaderReplicas } = this.#harness.partition('t');
    return isr.length === 0 && eligibleLeaderReplicas.length === 0;
  }

  /** Leaders that were taken away come back on demand only. */
  #anyLeader(): AdminCommand {
    const { isr, eligibleLeaderReplicas } = this.#harness.partition('t');
    const [id = 1] = [...isr, ...eligibleLeaderReplicas];
    return { type: 'move-leader', topic: 't', partition: 0, broker: id };
  }

  #produce({ to, acks, timeoutMs }: Extract<Step, { kind: 'produce' }>): void {
    const client = this.#client(to === 'leader' ? this.#harness.partition('t').leader : to);
    if (client === undefined) return;
    const value = `v${this.#sent.length}`;
    const partitionData = [{ index: 0, records: batchOf([value]) }];
    const topicData = [{ name: 't', topicId: ZERO_UUID, partitionData }];
    this.#sent.push({ value, acks, client, produce: client.send('Produce', 11, { acks, timeoutMs, topicData }) });
  }

  #changeMinInsyncReplicas({ of, value }: Extract<Step, { kind: 'min-insync' }>): void {
    const resource = of === 'topic' ? { resourceType: 2, resourceName: 't' } : { resourceType: 4, resourceName: '' };
    const configs = [{ name: 'min.insync.replicas', configOperation: value === null ? 1 : 0, value }];
    const resources = [{ ...resource, configs }];
    this.#client(this.#harness.live[0])?.send('IncrementalAlterConfigs', 1, { resources, validateOnly: false });
  }

  #fetch(from: number, offset: number): void {
    const sent = this.#client(from)?.send('Fetch', 12, fetchOf('t', offset));
    const data = sent?.response?.responses[0]?.partitions[0];
    if (data === undefined || data.errorCode !== ErrorCode.NONE) return;
    expect(data.highWatermark).toBeLessThanOrEqual(this.#harness.partition('t').highWatermark);
    this.#note(offset, data.highWatermark);
  }

  /** What lies in the log there is what a consumer got, then as now. */
  #note(from: number, to: number): void {
    for (const [offset, value] of this.#values()) {
      if (offset < from || offset >= to) continue;
      expect(this.#seen.get(offset) ?? value, `what was read at ${offset}`).toBe(value);
      this.#seen.set(offset, value);
    }
  }

  /** A connection of its own for each request: one that waits must not hold up others. */
  #client(id: number | undefined): Client | undefined {
    if (id === undefined || id === -1) return undefined;
    return this.#harness.connect('c', id);
  }

  #check(): void {
    const partition = this.#harness.partition('t');
    const { leader, leaderEpoch, highWatermark, isr } = partition;
    expect(leaderEpoch).toBeGreaterThanOrEqual(this.#before.leaderEpoch);
    if (leader !== this.#before.leader) expect(leaderEpoch).toBeGreaterThan(this.#before.leaderEpoch);
    expect(highWatermark).toBeGreaterThanOrEqual(this.#before.highWatermark);
    expect(highWatermark).toBeLessThanOrEqual(partition.log.logEndOffset);
    expect(isr.filter((id) => !this.#harness.live.includes(id))).toEqual([]);
    expect(isr.filter((id) => !partition.replicas.includes(id))).toEqual([]);
    if (leader !== -1) expect(isr).toContain(leader);
    this.#before = { leader, leaderEpoch, highWatermark };
    const values = this.#values();
    for (const [offset, value] of this.#acknowledged()) expect(values.get(offset), `${value} is kept`).toBe(value);
    this.#note(0, highWatermark);
  }

  /** By offset, what in-sync replicas are said to have. */
  #acknowledged(): Map<number, string> {
    const acknowledged = new Map<number, string>();
    for (const { value, acks, produce } of this.#sent) {
      const partition = produce.response?.responses[0]?.partitionResponses[0];
      if (acks === -1 && partition?.errorCode === ErrorCode.NONE) acknowledged.set(partition.baseOffset, value);
    }
    return acknowledged;
  }

  #values(): Map<number, string> {
    const values = new Map<number, string>();
    for (const { batch } of this.#harness.partition('t').log.batchesFrom(0)) {
      for (const record of readRecords(batch)) values.set(record.offset, String(record.value));
    }
    return values;
  }
}

test('no acknowledged record is lost, whoever stops, pauses, lags or leads', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(1, 2, 3),
      fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }),
      (minInsyncReplicas, steps) => {
        const run = new Run(minInsyncReplicas);
        for (const each of steps) run.play(each);
        run.finish();
      },
    ),
    { numRuns: 150, ...seed },
  );
}, 60_000);

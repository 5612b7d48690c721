import { setTimeout as delay } from 'node:timers/promises';
import type { ClientProgram } from './client-programs.ts';
import type { Sabotage, ScenarioResult } from './clients.ts';
import { type ClientReport, type MovedClient, startMovedClient } from './moved-client.ts';
import { type MovedCluster, type Progress, startKafkaCluster, startTestka } from './moved-cluster.ts';
import { ALL_PARTITIONS, KAFKA_MOVES, type Move, MOVES } from './moves-list.ts';
import type { StoredRecord } from './moves-wire.ts';
import { tail } from './process.ts';
import { MOVES_SCENARIO } from './scenarios.ts';

/** After each move so many messages must be stored, and some of them committed by the group, before the next one. */
const PROGRESS = 50;
const PROGRESS_LIMIT_MS = 30_000;

export interface MovesOptions {
  readonly config: Readonly<Record<string, string>>;
  readonly sabotage: Sabotage | undefined;
}

/** A result without its name and time. */
type Outcome = Pick<ScenarioResult, 'status' | 'detail'>;

/**
 * Moves the brokers of a cluster under a client that produces numbers and consumes them in a group. Nothing that was
 * acknowledged may be lost, or be stored twice.
 * @param options `kafka`: those of Apache Kafka, as far as they can be moved; `only`: moves whose names have one of these texts
 */
export async function runMoves(
  program: ClientProgram,
  { config, sabotage, kafka, only = [''] }: MovesOptions & { kafka: boolean; only: readonly string[] | undefined },
): Promise<ScenarioResult> {
  const start = (): Promise<MovedCluster> =>
    kafka ? startKafkaCluster(config) : startTestka({ ...program.config, ...config });
  const all = (kafka ? KAFKA_MOVES : MOVES) as readonly Move<MovedCluster>[];
  const followed = all.filter(({ name }) => name !== program.skippedMove);
  const moves = followed.filter(({ name }) => only.some((text) => name.includes(text)));
  return underClient(program, { scenario: MOVES_SCENARIO, sabotage, start }, async (cluster, client) => {
    for (const move of moves) await perform(move, cluster, client.ended);
    const report = await client.stop();
    const records = await cluster.records();
    const problems = [...problemsOf(report, records), ...(await uncommitted(cluster))];
    if (moves.length === all.length) problems.push(...unusedPartitions(records));
    const detail = `${report.sent - report.unacknowledged.length} acknowledged, 0 lost, ${moves.length} moves`;
    return outcomeOf(report, detail, problems);
  });
}

interface Run<C extends MovedCluster> {
  readonly scenario: string;
  readonly sabotage: Sabotage | undefined;
  readonly rack?: string;
  readonly settleMs?: number;
  readonly start: () => Promise<C>;
}

/** Starts a cluster and a client on it, has both looked at, and ends both whatever comes of it. */
export async function underClient<C extends MovedCluster>(
  program: ClientProgram,
  { start, ...run }: Run<C>,
  body: (cluster: C, client: MovedClient) => Promise<Outcome>,
): Promise<ScenarioResult> {
  await program.build();
  const startedAt = performance.now();
  const cluster = await start();
  const client = await startMovedClient(program, { bootstrapServers: cluster.bootstrapServers, ...run });
  try {
    await cluster.waitForClient(PROGRESS_LIMIT_MS);
    const outcome = await body(cluster, client);
    const isMadeToFail = run.sabotage === 'check' && outcome.status === 'ok';
    const result: Outcome = isMadeToFail ? { status: 'failed', detail: 'made to fail' } : outcome;
    return { scenario: run.scenario, ...result, ms: Math.round(performance.now() - startedAt) };
  } catch (error) {
    const detail = `${String(error)}\n${await tail(client.logFile, 8)}`;
    return { scenario: run.scenario, status: 'failed', detail, ms: Math.round(performance.now() - startedAt) };
  } finally {
    client.kill();
    await cluster.close();
  }
}

/** Makes a move and waits until the client has gone on: messages are stored, and the group has committed some of them. */
export async function perform<C extends MovedCluster>(move: Move<C>, cluster: C, ended: Promise<never>): Promise<void> {
  const before = await cluster.progress();
  await move.run(cluster);
  await goOn(`after "${move.name}"`, cluster, ended, before);
}

/** @param since where the client was; default: where it is now */
export async function goOn(
  when: string,
  cluster: MovedCluster,
  ended: Promise<never>,
  since?: Progress,
): Promise<void> {
  const before = since ?? (await cluster.progress());
  const deadline = performance.now() + PROGRESS_LIMIT_MS;
  for (;;) {
    const now = await cluster.progress();
    if (now.stored >= before.stored + PROGRESS && now.committed > before.committed) return;
    await Promise.race([delay(10), ended]);
    if (performance.now() < deadline) continue;
    const progress = `${now.stored - before.stored} stored, ${now.committed - before.committed} committed`;
    throw new Error(`the client did not go on ${when}: ${progress} in ${PROGRESS_LIMIT_MS} ms\n${cluster.explain()}`);
  }
}

export function outcomeOf({ reopened = 0 }: ClientReport, detail: string, problems: readonly string[]): Outcome {
  if (problems.length > 0) return { status: 'failed', detail: problems.join('; ') };
  return { status: 'ok', detail: reopened === 0 ? detail : `${detail}; it began to consume anew ${reopened} times` };
}

/** What may be after an unclean election. */
interface Excuses {
  /** Acknowledged numbers that need not be stored. */
  readonly lost: ReadonlySet<number>;
  /** Stored numbers that need not be consumed. */
  readonly unread: ReadonlySet<number>;
  /** Whether sends may fail: a leader that no longer knows the producer refuses what follows; not every client begins anew. */
  readonly mayGiveUp: boolean;
}

const NO_EXCUSES: Excuses = { lost: new Set(), unread: new Set(), mayGiveUp: false };

export function problemsOf(
  { sent, unacknowledged, missing, errors }: ClientReport,
  records: readonly StoredRecord[],
  excuses = NO_EXCUSES,
): string[] {
  const copies = new Map<number, number>();
  for (const { value } of records) copies.set(Number(value), (copies.get(Number(value)) ?? 0) + 1);
  const all = Array.from({ length: sent }, (_, number) => number);
  const lost = all.filter((each) => !copies.has(each) && !unacknowledged.includes(each) && !excuses.lost.has(each));
  const repeated = [...copies].filter(([, count]) => count > 1).map(([number]) => number);
  const unread = missing.filter((number) => !excuses.lost.has(number) && !excuses.unread.has(number));
  return [
    ...named('acknowledged and not stored', lost),
    ...named('stored more than once', repeated),
    ...named('acknowledged and not consumed', unread),
    ...(excuses.mayGiveUp ? [] : named('not acknowledged', unacknowledged)),
    ...errors.filter((error) => !excuses.mayGiveUp || !error.startsWith('send')),
  ];
}

export async function uncommitted(cluster: MovedCluster): Promise<string[]> {
  const lag = await cluster.lag();
  return lag === 0 ? [] : [`the group has not committed the last ${lag}`];
}

/** Partitions that came while the client worked are used as well. */
function unusedPartitions(records: readonly StoredRecord[]): string[] {
  const used = new Set(records.map(({ partition }) => partition));
  const unused = Array.from({ length: ALL_PARTITIONS }, (_, partition) => partition).filter((each) => !used.has(each));
  return unused.length === 0 ? [] : [`nothing was written to partitions ${unused.join(', ')}`];
}

function named(problem: string, numbers: readonly number[]): string[] {
  if (numbers.length === 0) return [];
  return [`${numbers.length} ${problem}: ${numbers.slice(0, 5).join(', ')}${numbers.length > 5 ? ', …' : ''}`];
}

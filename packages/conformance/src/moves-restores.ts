import { setTimeout as delay } from 'node:timers/promises';
import type { ClientProgram } from './client-programs.ts';
import type { ScenarioResult } from './clients.ts';
import { GROUP, TOPIC } from './moved-client.ts';
import { PARTITIONS, startTestka, type TestkaCluster } from './moved-cluster.ts';
import { goOn, type MovesOptions, outcomeOf, perform, problemsOf, uncommitted, underClient } from './moves.ts';
import { RESTORES_SCENARIO } from './scenarios.ts';

const ROUNDS = 3;
/** Some of what is acknowledged is undone before it is read. */
const SETTLE_MS = 3000;
/** Heartbeats come every 3 seconds by default, and joining takes its time. */
const READY_LIMIT_MS = 20_000;
const READ_LIMIT_MS = 5000;

/**
 * Puts the broker back to a snapshot under a client that produces and consumes all the time, and to its beginning. What was written
 * since is undone; the client goes on, reads everything that is written from then on, and commits it.
 */
export function runRestores(program: ClientProgram, { config, sabotage }: MovesOptions): Promise<ScenarioResult> {
  const start = (): Promise<TestkaCluster> => startTestka({ ...program.config, ...config }, undefined, READY_LIMIT_MS);
  const run = { scenario: RESTORES_SCENARIO, sabotage, settleMs: SETTLE_MS, start };
  return underClient(program, run, async (cluster, client) => {
    const { broker } = cluster;
    const undone = new Set<number>();
    const problems: string[] = [];
    await goOn('at first', cluster, client.ended);
    const snapshot = broker.snapshot();
    const committed = offsetsIn(cluster);
    for (let round = 1; round <= ROUNDS; round++) {
      await goOn(`before restore ${round}`, cluster, client.ended);
      for (const number of numbersIn(cluster)) undone.add(number);
      await broker.restore(snapshot);
      problems.push(...(await notReadFrom(cluster, committed)).map((problem) => `restore ${round}: ${problem}`));
      await goOn(`after restore ${round}`, cluster, client.ended);
    }
    await perform({ name: 'a fork', run: async () => (await broker.fork()).close() }, cluster, client.ended);
    for (const number of numbersIn(cluster)) undone.add(number);
    await broker.reset();
    // What a client's application had still to commit of a partition may be gone with the others.
    for (let part = 0; part === 0 || (part < PARTITIONS && offsetsIn(cluster).size < PARTITIONS); part++)
      await goOn('after reset', cluster, client.ended);
    const report = await client.stop();
    const records = await cluster.records();
    const excuses = { lost: undone, unread: new Set<number>(), mayGiveUp: false };
    problems.push(...problemsOf(report, records, excuses), ...(await uncommitted(cluster)));
    const detail = `${report.sent} sent, ${undone.size} undone by ${ROUNDS} restores and a reset, none of the others lost`;
    return outcomeOf(report, detail, problems);
  });
}

/** What is stored now. */
function numbersIn({ broker }: TestkaCluster): number[] {
  return broker
    .topic(TOPIC)
    .messages()
    .map(({ value }) => Number(value));
}

/** What the group has committed, by partition. */
function offsetsIn({ broker }: TestkaCluster): Map<number, number> {
  return new Map(broker.group(GROUP).offsets.map(({ partition, offset }) => [partition, offset]));
}

/**
 * Since it had its partitions again for the first time, a member has read from where the snapshot has committed, whatever it had
 * read before. What it had sent before it heard of its assignment may still come first.
 */
async function notReadFrom(cluster: TestkaCluster, committed: ReadonlyMap<number, number>): Promise<string[]> {
  const deadline = performance.now() + READ_LIMIT_MS;
  for (;;) {
    const problems = readFrom(cluster, committed);
    if (problems.length === 0 || performance.now() > deadline) return problems;
    await delay(10);
  }
}

function readFrom({ broker }: TestkaCluster, committed: ReadonlyMap<number, number>): string[] {
  const { topicId } = broker.topic(TOPIC);
  const sync = broker.trace.requests({ api: 'SyncGroup' }).find(({ errors }) => errors.length === 0);
  if (sync === undefined) return ['nobody has joined again'];
  const assignedAtMs = sync.at.getTime() + sync.durationMs;
  const read = new Map<number, Set<number>>();
  for (const { at, request } of broker.trace.requests({ api: 'Fetch' })) {
    if (at.getTime() < assignedAtMs) continue;
    for (const asked of request.topics) {
      if (asked.topic !== TOPIC && asked.topicId !== topicId) continue;
      for (const { partition, fetchOffset } of asked.partitions) {
        const offsets = read.get(partition) ?? new Set();
        read.set(partition, offsets.add(fetchOffset));
      }
    }
  }
  if (read.size === 0) return ['nothing was read'];
  return [...committed].flatMap(([partition, offset]) => {
    const from = read.get(partition);
    if (from === undefined || from.has(offset)) return [];
    return [`partition ${partition} is read from ${[...from].join(', ')}, not ${offset}`];
  });
}

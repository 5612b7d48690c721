import type { ClientProgram } from './client-programs.ts';
import type { ScenarioResult } from './clients.ts';
import { TOPIC } from './moved-client.ts';
import { startTestka, type TestkaCluster } from './moved-cluster.ts';
import { goOn, type MovesOptions, outcomeOf, perform, problemsOf, uncommitted, underClient } from './moves.ts';
import { leadEverything } from './moves-list.ts';
import { UNCLEAN_SCENARIO } from './scenarios.ts';

/** The only one that is left, and not in sync. */
const BEHIND = 3;
/** Some of what is acknowledged does not come. */
const SETTLE_MS = 3000;

/**
 * Makes a broker lead that lacks what was acknowledged, as it was not in sync. That is lost, and nothing else: the client goes on,
 * and what it is acknowledged from then on stays.
 */
export function runUnclean(program: ClientProgram, { config, sabotage }: MovesOptions): Promise<ScenarioResult> {
  const start = (): Promise<TestkaCluster> => startTestka({ ...program.config, ...config });
  const run = { scenario: UNCLEAN_SCENARIO, sabotage, settleMs: SETTLE_MS, start };
  return underClient(program, run, async (cluster, client) => {
    const { broker, wire } = cluster;
    leadEverything(cluster, 1);
    const hold = broker.node(BEHIND).holdReplication({ topic: TOPIC });
    await goOn('with two replicas in sync', cluster, client.ended);
    hold.expire();
    await broker.node(1).stop();
    const before = lookAt(cluster);
    await broker.node(2).stop();
    hold.release();
    await wire.electUnclean(TOPIC);
    const after = lookAt(cluster);
    const lost = new Set([...before.numbers].filter((number) => !after.numbers.has(number)));
    const startAgain = async (): Promise<void> => {
      for (const id of [1, 2]) await broker.node(id).start();
    };
    await perform({ name: 'the unclean election', run: startAgain }, cluster, client.ended);
    const report = await client.stop();
    const records = await cluster.records();
    // Offsets that come a second time: a client that does not ask for the epochs of its offsets (KIP-320) takes them for read.
    const again = records.filter(({ partition, offset }) => {
      return offset >= (after.ends[partition] ?? 0) && offset < (before.ends[partition] ?? 0);
    });
    const unread = new Set(again.map(({ value }) => Number(value)));
    const problems = problemsOf(report, records, { lost, unread, mayGiveUp: true });
    if (lost.size === 0) problems.push('the election lost nothing');
    const acknowledged = report.sent - report.unacknowledged.length;
    const skipped = report.missing.filter((number) => !lost.has(number)).length;
    const givenUp = report.unacknowledged.length;
    const detail = `${acknowledged} acknowledged, ${lost.size} lost by the election, 0 otherwise; ${skipped} stored and skipped, ${givenUp} given up`;
    return outcomeOf(report, detail, [...problems, ...(await uncommitted(cluster))]);
  });
}

/** What is stored now, and where each partition ends. */
function lookAt({ broker }: TestkaCluster): { numbers: Set<number>; ends: number[] } {
  const topic = broker.topic(TOPIC);
  const numbers = new Set(topic.messages().map(({ value }) => Number(value)));
  return { numbers, ends: topic.partitions.map(({ highWatermark }) => highWatermark) };
}

import type { ClientProgram } from './client-programs.ts';
import type { ScenarioResult } from './clients.ts';
import { startTestka, type TestkaCluster } from './moved-cluster.ts';
import { goOn, type MovesOptions, outcomeOf, problemsOf, underClient } from './moves.ts';
import { CHAOS_SCENARIO } from './scenarios.ts';

/** More than the default: what is survived here is survived there. */
const RATE = 0.1;
/** How often the client has to go on under one seed. */
const ROUNDS = 3;

/** What became of one client under one seed. */
interface SeedResult extends Omit<ScenarioResult, 'scenario'> {
  readonly requests: number;
  readonly troubled: number;
  readonly acknowledged: number;
}

/**
 * Troubles a client's requests by chaos while it produces numbers and consumes them in a group, with one seed after the other:
 * nothing that was acknowledged is lost, or stored twice, or left unconsumed.
 * @param options `seeds`: how many, from 1 on
 */
export async function runChaos(
  program: ClientProgram,
  { seeds, ...options }: MovesOptions & { readonly seeds: number },
): Promise<ScenarioResult> {
  const results: SeedResult[] = [];
  const count = options.sabotage === undefined ? seeds : 1;
  for (let seed = 1; seed <= count; seed++) {
    const result = await runSeed(program, options, seed);
    results.push(result);
    if (result.status !== 'ok') break;
  }
  const [last] = results.slice(-1);
  const ms = total(results, 'ms');
  const told = last?.status === 'ok' ? summary(results) : `seed ${results.length}: ${last?.detail}`;
  return { scenario: CHAOS_SCENARIO, status: last?.status ?? 'missing', detail: told, ms };
}

async function runSeed(program: ClientProgram, { config, sabotage }: MovesOptions, seed: number): Promise<SeedResult> {
  const start = (): Promise<TestkaCluster> =>
    startTestka({ ...program.config, ...config }, undefined, undefined, { seed, rate: RATE });
  const run = { scenario: CHAOS_SCENARIO, sabotage, start };
  const seen = { requests: 0, troubled: 0, acknowledged: 0 };
  const result = await underClient(program, run, async (cluster, client) => {
    for (let round = 1; round <= ROUNDS; round++) await goOn(`in round ${round}`, cluster, client.ended);
    const report = await client.stop();
    const records = await cluster.records();
    Object.assign(seen, troublesIn(cluster), { acknowledged: report.sent - report.unacknowledged.length });
    // Not what is committed: a rebalance at the very end takes that back, and nothing follows.
    return outcomeOf(report, '', problemsOf(report, records));
  });
  return { ...result, ...seen };
}

/** By what the broker says of it. */
function troublesIn(cluster: TestkaCluster): { requests: number; troubled: number } {
  const [, troubled, requests] = /^Chaos: seed \d+, (\d+) of (\d+) requests/m.exec(cluster.explain()) ?? [];
  return { requests: Number(requests), troubled: Number(troubled) };
}

function summary(results: readonly SeedResult[]): string {
  const acknowledged = `${total(results, 'acknowledged')} acknowledged, 0 lost`;
  const troubled = `${total(results, 'troubled')} of ${total(results, 'requests')} requests troubled`;
  return `${results.length} seeds, ${acknowledged}, ${troubled}`;
}

function total(results: readonly SeedResult[], name: 'ms' | 'requests' | 'troubled' | 'acknowledged'): number {
  return results.reduce((sum, each) => sum + each[name], 0);
}

import type { ClientProgram } from './client-programs.ts';
import type { ScenarioResult } from './clients.ts';
import { startTestka, type TestkaCluster } from './moved-cluster.ts';
import { goOn, type MovesOptions, outcomeOf, problemsOf, uncommitted, underClient } from './moves.ts';
import { leadEverything } from './moves-list.ts';
import { RACK_SCENARIO } from './scenarios.ts';
import { Traffic } from './traffic.ts';

const RACKS = ['a', 'b', 'c'];
const LEADER = 1;
/** In the client's rack. */
const CLOSEST = 3;
/** For a client to ask nobody else any more. */
const SWITCH_LIMIT_MS = 20_000;
const SELECTOR = { 'replica.selector.class': 'org.apache.kafka.common.replica.RackAwareReplicaSelector' };

/**
 * Has a client read from the follower in its rack (KIP-392): what it consumes comes from there alone, from the leader alone while
 * that node is gone, and from there again when it is back.
 */
export async function runRacks(program: ClientProgram, { config, sabotage }: MovesOptions): Promise<ScenarioResult> {
  const traffic = new Traffic();
  const nodes = RACKS.map((rack, index) => ({ id: index + 1, rack }));
  const start = async (): Promise<TestkaCluster> => {
    const cluster = await startTestka({ ...program.config, ...SELECTOR, ...config }, nodes);
    leadEverything(cluster, LEADER);
    return cluster;
  };
  const run = { scenario: RACK_SCENARIO, sabotage, rack: RACKS[CLOSEST - 1] ?? '', start };
  try {
    return await underClient(program, run, async (cluster, client) => {
      const { broker } = cluster;
      const problems: string[] = [];
      const expectFetchesFrom = async (node: number, when: string): Promise<void> => {
        const deadline = performance.now() + SWITCH_LIMIT_MS;
        for (;;) {
          const before = fetchesByNode(cluster, traffic);
          await goOn(when, cluster, client.ended);
          const asked = [...fetchesByNode(cluster, traffic)].filter(([id, count]) => count > (before.get(id) ?? 0));
          const ids = asked.map(([id]) => id).join(' and ');
          if (ids === String(node)) return;
          if (performance.now() > deadline)
            return void problems.push(`${when} it fetches from ${ids}, not from ${node}`);
        }
      };
      await expectFetchesFrom(CLOSEST, 'with a follower in its rack');
      await broker.node(CLOSEST).stop();
      await expectFetchesFrom(LEADER, 'without a replica in its rack');
      await broker.node(CLOSEST).start();
      await expectFetchesFrom(CLOSEST, 'with the follower back');
      const report = await client.stop();
      problems.push(...problemsOf(report, await cluster.records()), ...(await uncommitted(cluster)));
      return outcomeOf(report, `${report.sent} read from node ${CLOSEST}, ${LEADER}, ${CLOSEST}`, problems);
    });
  } finally {
    traffic.stop();
  }
}

function fetchesByNode({ broker }: TestkaCluster, traffic: Traffic): Map<number, number> {
  return new Map(broker.nodes.map(({ id, port }) => [id, traffic.count('Fetch', port)]));
}

import type { RunningCluster } from './cluster.ts';
import { runTests } from './command.ts';
import { buildGoTests, goOutcomes } from './go.ts';
import type { Outcome } from './suites.ts';

/** Enough for several fetches and rebalances; the suite's own half a million takes minutes. */
const RECORDS = '20000';

/** Without transactions a test of them waits until all tests are out of time. */
const SKIPPED = '^TestTxnEtl$';

/** The tests of kgo, unit tests included. Those of KIP-848, share groups and SCRAM skip themselves where the broker has none. */
export async function runFranzGo({ bootstrapServers }: RunningCluster): Promise<ReadonlyMap<string, Outcome>> {
  const module = 'github.com/twmb/franz-go@v1.22.2';
  const { program, directory } = await buildGoTests({ name: 'franz-go', module, path: 'pkg/kgo' });
  const output = await runTests({
    name: 'franz-go',
    command: program,
    args: ['-test.v', '-test.timeout=20m', `-test.skip=${SKIPPED}`],
    cwd: directory,
    env: { KGO_SEEDS: bootstrapServers, KGO_TEST_RECORDS: RECORDS, KGO_TEST_RF: '3', KGO_LOG_LEVEL: 'none' },
  });
  return goOutcomes(output);
}

import { styleText } from 'node:util';
import { startApacheKafka } from '../differential/apache-kafka.ts';
import { bySetUp } from '../differential/set-up.ts';
import { type AcceptanceCase, type Cluster, runCase } from './case.ts';
import { ACCEPTANCE_CASES } from './cases.ts';

/** Runs every case against Apache Kafka, one for each set-up. */
export async function runAcceptance(
  cases: readonly AcceptanceCase[] = ACCEPTANCE_CASES,
): Promise<{ passed: number; failed: number }> {
  let failed = 0;
  for (const [setUp, alike] of bySetUp(cases)) {
    const internals = Object.assign({}, ...alike.map(({ kafkaInternals }) => kafkaInternals ?? {}));
    const kafka = await startApacheKafka(setUp, internals);
    try {
      for (const each of alike) failed += (await holds(each, kafka)) ? 0 : 1;
    } finally {
      await kafka.stop();
    }
  }
  return { passed: cases.length - failed, failed };
}

async function holds(each: AcceptanceCase, cluster: Cluster): Promise<boolean> {
  const startedAt = performance.now();
  try {
    await runCase(each, cluster, `case-${Date.now()}`);
    console.log(`${styleText('green', '✓')} ${each.name}: ${Math.round(performance.now() - startedAt)} ms`);
    return true;
  } catch (error) {
    console.log(`${styleText('red', '✗')} ${each.name}\n    ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

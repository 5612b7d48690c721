import { parseArgs, styleText } from 'node:util';
import { runAcceptance } from './acceptance/on-kafka.ts';
import { checkDeclarations } from './declarations/in-kafka.ts';
import { startApacheKafka } from './differential/apache-kafka.ts';
import { compareSteps, type Difference } from './differential/compare.ts';
import { explained } from './differential/differences.ts';
import { playScript, type Script } from './differential/play.ts';
import { readRecording, writeRecording } from './differential/recordings.ts';
import { checkOffsetsLog } from './dumps/offsets-log.ts';
import { SCRIPTS } from './differential/scripts.ts';
import { bySetUp, type SetUp } from './differential/set-up.ts';
import type { NodeControl } from './kafka.ts';
import { runFreshRandom } from './random/on-kafka.ts';
import { runReleases } from './releases/on-kafka.ts';

const { values } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    script: { type: 'string', multiple: true },
    bootstrap: { type: 'string' },
  },
});

const wanted = SCRIPTS.filter(({ name }) => values.script === undefined || values.script.includes(name));

/** Asked for a part of it: the scripts named, or their recording. */
const isWhole = !values.record && values.script === undefined && values.bootstrap === undefined;

/**
 * Plays every script against the real Kafka, and says where it no longer answers as recorded, or records it anew; then the
 * cases of the acceptance, which must hold of it as they do of us; then the scripts of each release, random sequences on both,
 * what its jars say of the messages, and what its tools read in our logs.
 */
async function main(): Promise<void> {
  let failed = 0;
  for (const [setUp, scripts] of bySetUp(wanted)) failed += await checkAll(scripts, setUp);
  let passed = wanted.length - failed;
  if (isWhole) {
    for (const others of [
      await runAcceptance(),
      await runReleases(),
      await runFreshRandom(),
      await checkDeclarations(),
      await checkOffsetsLog(),
    ]) {
      passed += others.passed;
      failed += others.failed;
    }
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

/** Scripts of one set-up, on one cluster. @returns how many failed. */
async function checkAll(scripts: readonly Script[], setUp: SetUp): Promise<number> {
  const kafka =
    values.bootstrap === undefined
      ? await startApacheKafka(setUp)
      : { bootstrapServers: values.bootstrap, nodes: undefined, stop: async () => {} };
  let failed = 0;
  try {
    for (const script of scripts) failed += (await check(script, kafka.bootstrapServers, kafka.nodes)) ? 0 : 1;
  } finally {
    await kafka.stop();
  }
  return failed;
}

async function check(script: Script, bootstrapServers: string, nodes: NodeControl | undefined): Promise<boolean> {
  const startedAt = performance.now();
  const steps = await playScript(script, bootstrapServers, script.name, nodes);
  const took = `${steps.length} answers, ${Math.round(performance.now() - startedAt)} ms`;
  if (values.record) {
    await writeRecording(script.name, steps);
    console.log(`${styleText('yellow', '●')} ${script.name}: recorded, ${took}`);
    return true;
  }
  const differences = compareSteps(await readRecording(script.name), steps).filter(
    (each) => explained(script.name, each) === undefined,
  );
  const mark = differences.length === 0 ? styleText('green', '✓') : styleText('red', '✗');
  console.log(`${mark} ${script.name}: ${took}`);
  for (const difference of differences.slice(0, 20)) console.log(`    ${describe(difference)}`);
  return differences.length === 0;
}

function describe({ step, path, kafka, testka }: Difference): string {
  return `${step}: ${path} was recorded as ${JSON.stringify(kafka)}, is now ${JSON.stringify(testka)}`;
}

await main();

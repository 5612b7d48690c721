import { parseArgs, styleText } from 'node:util';
import { compareSteps, type Difference } from './differential/compare.ts';
import { explained } from './differential/differences.ts';
import { playScript, type Script } from './differential/play.ts';
import { readRecording, writeRecording } from './differential/recordings.ts';
import { SCRIPTS } from './differential/scripts.ts';
import { TESTKA_CONFIG } from './differential/testka.ts';
import { startKafka } from './kafka.ts';

const { values } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    script: { type: 'string', multiple: true },
    bootstrap: { type: 'string' },
  },
});

const wanted = SCRIPTS.filter(({ name }) => values.script === undefined || values.script.includes(name));

/** Plays every script against the real Kafka, and says where it no longer answers as recorded, or records it anew. */
async function main(): Promise<void> {
  const kafka =
    values.bootstrap === undefined
      ? await startKafka({ config: TESTKA_CONFIG })
      : { bootstrapServers: values.bootstrap, stop: async () => {} };
  let failed = 0;
  try {
    for (const script of wanted) failed += (await check(script, kafka.bootstrapServers)) ? 0 : 1;
  } finally {
    await kafka.stop();
  }
  console.log(`\n${wanted.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

async function check(script: Script, bootstrapServers: string): Promise<boolean> {
  const startedAt = performance.now();
  const steps = await playScript(script, bootstrapServers, script.name);
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

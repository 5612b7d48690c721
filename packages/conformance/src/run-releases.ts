import { parseArgs } from 'node:util';
import { compareSteps } from './differential/compare.ts';
import { playScript, type Script } from './differential/play.ts';
import { readRecording, writeRecording } from './differential/recordings.ts';
import { KAFKA_VERSIONS, startKafka } from './kafka.ts';
import { RELEASE_CONFIG, scriptsFor } from './releases/scripts.ts';

const { values } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    release: { type: 'string', multiple: true },
    script: { type: 'string', multiple: true },
  },
});

/** Plays the releases' scripts against the real Kafka of each, and says where it no longer answers as recorded. */
async function main(): Promise<void> {
  for (const [release, version] of Object.entries(KAFKA_VERSIONS)) {
    if (values.release !== undefined && !values.release.includes(release)) continue;
    const kafka = await startKafka({ config: RELEASE_CONFIG, version });
    try {
      for (const script of wantedOf(release)) await check(version, script, kafka.bootstrapServers);
    } finally {
      await kafka.stop();
    }
  }
}

function wantedOf(release: string): readonly Script[] {
  return scriptsFor(release).filter(({ name }) => values.script === undefined || values.script.includes(name));
}

async function check(version: string, script: Script, servers: string): Promise<void> {
  const steps = await playScript(script, servers, script.name);
  if (values.record) await writeRecording(script.name, steps, version);
  const differences = values.record ? [] : compareSteps(await readRecording(script.name, version), steps);
  console.log(`Kafka ${version}, ${script.name}: ${steps.length} answers, ${differences.length} not as recorded`);
  for (const difference of differences.slice(0, 20)) console.log(`    ${JSON.stringify(difference)}`);
  if (differences.length > 0) process.exitCode = 1;
}

await main();

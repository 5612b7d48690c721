import { styleText } from 'node:util';
import { compareSteps } from '../differential/compare.ts';
import { playScript, type Script } from '../differential/play.ts';
import { readRecording, writeRecording } from '../differential/recordings.ts';
import { KAFKA_VERSIONS, startKafka } from '../kafka.ts';
import { RELEASE_CONFIG, scriptsFor } from './scripts.ts';

export interface ReleasesRun {
  /** Writes down what each release says, instead of comparing. */
  readonly record?: boolean;
  /** `3.9`, …; all when left out. */
  readonly releases?: readonly string[] | undefined;
  /** Names of scripts; all when left out. */
  readonly scripts?: readonly string[] | undefined;
}

/** Plays the releases' scripts against the real Kafka of each, and says where it no longer answers as recorded. */
export async function runReleases({ record = false, releases, scripts }: ReleasesRun = {}): Promise<{
  passed: number;
  failed: number;
}> {
  let [passed, failed] = [0, 0];
  for (const [release, version] of Object.entries(KAFKA_VERSIONS)) {
    if (releases?.includes(release) === false) continue;
    const kafka = await startKafka({ config: RELEASE_CONFIG, version });
    try {
      for (const script of scriptsFor(release)) {
        if (scripts?.includes(script.name) === false) continue;
        const holds = await check(version, script, kafka.bootstrapServers, record);
        if (holds) passed++;
        else failed++;
      }
    } finally {
      await kafka.stop();
    }
  }
  return { passed, failed };
}

async function check(version: string, script: Script, servers: string, record: boolean): Promise<boolean> {
  const steps = await playScript(script, servers, script.name);
  const title = `Kafka ${version}, ${script.name}`;
  if (record) {
    await writeRecording(script.name, steps, version);
    console.log(`${styleText('yellow', '●')} ${title}: recorded, ${steps.length} answers`);
    return true;
  }
  const differences = compareSteps(await readRecording(script.name, version), steps);
  const mark = differences.length === 0 ? styleText('green', '✓') : styleText('red', '✗');
  console.log(`${mark} ${title}: ${steps.length} answers`);
  for (const difference of differences.slice(0, 20)) console.log(`    ${JSON.stringify(difference)}`);
  return differences.length === 0;
}

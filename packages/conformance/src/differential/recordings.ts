import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { Step } from './play.ts';

/** The release that scripts are held against when none is said; `kafka/pom.xml` says the same. */
const NEWEST = '4.4.0';

/** What a release of Apache Kafka answered to a script; renewed by `npm run test:kafka -- --record`. */
export async function readRecording(script: string, release = NEWEST): Promise<readonly Step[]> {
  const text = await readFile(fileOf(script, release), 'utf8');
  return (JSON.parse(text) as { steps: Step[] }).steps;
}

/** One step a line, so that a change of Kafka's shows as a line. */
export async function writeRecording(script: string, steps: readonly Step[], release = NEWEST): Promise<void> {
  const file = fileOf(script, release);
  await mkdir(new URL('./', file), { recursive: true });
  const lines = steps.map((step) => `    ${JSON.stringify(step)}`).join(',\n');
  await writeFile(file, `{\n  "kafka": "${release}",\n  "steps": [\n${lines}\n  ]\n}\n`);
}

function fileOf(script: string, release: string): URL {
  return new URL(`../../recorded/kafka-${release}/${script}.json`, import.meta.url);
}

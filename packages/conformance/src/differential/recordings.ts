import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { Step } from './play.ts';

/** What Apache Kafka answered, by script; renewed by `npm run test:kafka -- --record`. */
const FOLDER = new URL('../../recorded/kafka-4.4.0/', import.meta.url);

export async function readRecording(script: string): Promise<readonly Step[]> {
  const text = await readFile(new URL(`${script}.json`, FOLDER), 'utf8');
  return (JSON.parse(text) as { steps: Step[] }).steps;
}

/** One step a line, so that a change of Kafka's shows as a line. */
export async function writeRecording(script: string, steps: readonly Step[]): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const lines = steps.map((step) => `    ${JSON.stringify(step)}`).join(',\n');
  await writeFile(new URL(`${script}.json`, FOLDER), `{\n  "kafka": "4.4.0",\n  "steps": [\n${lines}\n  ]\n}\n`);
}

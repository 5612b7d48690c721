import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Action } from './action.ts';
import type { BrokerCount } from './draw.ts';

interface Drawn {
  readonly brokers: BrokerCount;
  readonly seed: number;
}

const COMMAND = 'node packages/conformance/src/run-random.ts';

/** The command that plays a seed on both sides. */
export function commandOf({ brokers, seed }: Drawn): string {
  return `${COMMAND}${brokers === 1 ? '' : ` --nodes ${brokers}`} --seed ${seed}`;
}

/** What to do about a sequence that differs, with what is left of it in a file. */
export function howToReplay(drawn: Drawn, file: string): string {
  const nodes = drawn.brokers === 1 ? '' : ` --nodes ${drawn.brokers}`;
  return [
    'To play it again, and these actions alone:',
    `  ${commandOf(drawn)}`,
    `  ${COMMAND}${nodes} --actions ${file}`,
    'Kafka is right: make the core answer the same. If the answer is by chance, wait for what decides it (random/settle.ts).',
  ].join('\n');
}

/** @returns the file that they are in now. */
export async function keepActions({ brokers, seed }: Drawn, actions: readonly Action[]): Promise<string> {
  const file = join(tmpdir(), `testka-random-${brokers}-${seed}.json`);
  await writeFile(file, `[\n${actions.map((action) => `  ${JSON.stringify(action)}`).join(',\n')}\n]\n`);
  return file;
}

export async function readActions(file: string): Promise<readonly Action[]> {
  return JSON.parse(await readFile(file, 'utf8')) as readonly Action[];
}

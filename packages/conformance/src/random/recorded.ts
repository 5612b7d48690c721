import { readFile, writeFile } from 'node:fs/promises';
import { digest } from '../differential/shape.ts';
import { drawSequence } from './draw.ts';

/** What Apache Kafka answered to some seeds; renewed by `run-random.ts --record`. */
const FILE = new URL('../../recorded/kafka-4.4.0/random.json', import.meta.url);

/** A sequence, and what Kafka said. */
export interface Recorded {
  readonly seed: number;
  /** Of the actions that the seed drew then. */
  readonly actions: string;
  readonly outcomes: readonly unknown[];
}

interface File {
  /** Each thing that was ever said, once. */
  readonly said: readonly unknown[];
  /** By seed, with indexes into `said`. */
  readonly sequences: readonly { readonly seed: number; readonly actions: string; readonly steps: readonly number[] }[];
}

export function actionsDigest(seed: number): string {
  return digest(JSON.stringify(drawSequence(seed)));
}

export async function readRecorded(): Promise<Recorded[]> {
  const { said, sequences } = JSON.parse(await readFile(FILE, 'utf8')) as File;
  return sequences.map(({ steps, ...rest }) => ({ ...rest, outcomes: steps.map((index) => said[index]) }));
}

export async function writeRecorded(recorded: readonly Recorded[]): Promise<void> {
  const indexes = new Map<string, number>();
  const sequences = recorded.map(({ seed, actions, outcomes }) => {
    const steps = outcomes.map((outcome) => {
      const text = JSON.stringify(outcome);
      const index = indexes.get(text) ?? indexes.size;
      indexes.set(text, index);
      return index;
    });
    return JSON.stringify({ seed, actions, steps });
  });
  const list = (lines: readonly string[]): string => `[\n${lines.map((line) => `    ${line}`).join(',\n')}\n  ]`;
  const text = `{\n  "kafka": "4.4.0",\n  "said": ${list([...indexes.keys()])},\n  "sequences": ${list(sequences)}\n}\n`;
  await writeFile(FILE, text);
}

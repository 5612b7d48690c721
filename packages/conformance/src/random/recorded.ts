import { readFile, writeFile } from 'node:fs/promises';
import { digest } from '../differential/shape.ts';
import { type BrokerCount, drawSequence } from './draw.ts';

/** What Apache Kafka answered to some seeds; renewed by `run-random.ts --record`. */
function fileOf(brokers: BrokerCount): URL {
  return new URL(`../../recorded/kafka-4.4.0/random${brokers === 1 ? '' : '-three'}.json`, import.meta.url);
}

/** How many sequences are replayed on machines without Java. */
export const RECORDED_COUNTS: Readonly<Record<BrokerCount, number>> = { 1: 60, 3: 30 };

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

export function actionsDigest(seed: number, brokers: BrokerCount): string {
  return digest(JSON.stringify(drawSequence(seed, brokers)));
}

export async function readRecorded(brokers: BrokerCount): Promise<Recorded[]> {
  const { said, sequences } = JSON.parse(await readFile(fileOf(brokers), 'utf8')) as File;
  return sequences.map(({ steps, ...rest }) => ({ ...rest, outcomes: steps.map((index) => said[index]) }));
}

export async function writeRecorded(brokers: BrokerCount, recorded: readonly Recorded[]): Promise<void> {
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
  await writeFile(fileOf(brokers), text);
}

import { readFile } from 'node:fs/promises';

const FILE = new URL('../recorded/fuzzed.json', import.meta.url);

/** How many frames the recorded run of `npm run test:fuzz` sent, by `Produce v13`. */
export async function readFuzzed(): Promise<ReadonlyMap<string, number>> {
  const { asked } = JSON.parse(await readFile(FILE, 'utf8')) as { asked: Readonly<Record<string, number>> };
  return new Map(Object.entries(asked));
}

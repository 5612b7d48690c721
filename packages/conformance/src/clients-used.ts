import { readFile, writeFile } from 'node:fs/promises';
import type { Used } from './traffic.ts';

/** A library, with its version, and what it asked of the broker while its scenarios ran. */
export interface ClientUse {
  readonly library: string;
  readonly used: Used;
}

const FILE = new URL('../recorded/clients.json', import.meta.url);

/** What the last whole run of each client asked, by the client's name; kept by `run-clients.ts --record`. */
export async function readClientsUsed(): Promise<Readonly<Record<string, ClientUse>>> {
  return JSON.parse(await readFile(FILE, 'utf8')) as Record<string, ClientUse>;
}

export async function writeClientUsed(name: string, use: ClientUse): Promise<void> {
  const known = await readClientsUsed().catch(() => ({}));
  const all = Object.entries({ ...known, [name]: use }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const lines = all.map(([each, { library, used }]) => {
    const apis = Object.entries(used).map(([api, versions]) => `      "${api}": [${versions.join(', ')}]`);
    return `  "${each}": {\n    "library": "${library}",\n    "used": {\n${apis.join(',\n')}\n    }\n  }`;
  });
  await writeFile(FILE, `{\n${lines.join(',\n')}\n}\n`);
}

/** What is recorded as used and was not: `Produce v13`. New uses are no fault; `--record` adds them. */
export function noLongerUsed(recorded: Used, now: Used): string[] {
  return Object.entries(recorded).flatMap(([api, versions]) =>
    versions.filter((version) => now[api]?.includes(version) !== true).map((version) => `${api} v${version}`),
  );
}

import { readFile, writeFile } from 'node:fs/promises';
import type { ScenarioResult } from './clients.ts';
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

/** Whether docs/compatibility.md tells what was asked: a page that is stale is a failure, like any other. */
export function comparedWithDocs(recorded: Used, now: Used): Pick<ScenarioResult, 'status' | 'detail'> {
  const missing = notIn(now, recorded);
  const added = notIn(recorded, now);
  if (missing.length + added.length === 0) {
    const pairs = Object.values(now).reduce((sum, versions) => sum + versions.length, 0);
    return { status: 'ok', detail: `${pairs} pairs of an API and a version` };
  }
  const said = [
    ...(missing.length > 0 ? [`not asked, though docs/compatibility.md says so: ${missing.join(', ')}`] : []),
    ...(added.length > 0 ? [`asked, and not yet in docs/compatibility.md: ${added.join(', ')}`] : []),
  ];
  return {
    status: 'failed',
    detail: `${said.join('; ')}. Renew it with --record and \`npx vitest run compatibility -u\``,
  };
}

/** What is in one and not in the other: `Produce v13`. */
function notIn(other: Used, used: Used): string[] {
  return Object.entries(used).flatMap(([api, versions]) =>
    versions.filter((version) => other[api]?.includes(version) !== true).map((version) => `${api} v${version}`),
  );
}

import type { ClientUse } from './clients-used.ts';
import { type Coverage, EXCEPTIONS, NOTHING, pairName, type Tally } from './coverage.ts';

/** An API with its versions in Kafka 4.4, and why it is not served where it is not. */
export interface ApiRow {
  readonly name: string;
  readonly key: number;
  readonly kafka: readonly [first: number, last: number];
  /** Undefined: not served. */
  readonly testka: readonly [first: number, last: number] | undefined;
  /** Of what is not served: the work that it comes with. */
  readonly missing: string | undefined;
}

export interface Evidence {
  readonly coverage: Coverage;
  readonly clients: Readonly<Record<string, ClientUse>>;
  /** How many values that Kafka's own classes wrote are decoded and written again, by `Produce v13`. */
  readonly vectors: ReadonlyMap<string, number>;
  /** How many frames of the recorded run of the fuzzer ask it, by the same names. */
  readonly fuzzed: ReadonlyMap<string, number>;
  /** How many requests of the recorded random sequences ask it, by the same names. */
  readonly randomised: ReadonlyMap<string, number>;
}

/** The page docs/compatibility-by-version.md: every pair of API and version that a client of Kafka 4.4 can reach. */
export function byVersionPage(rows: readonly ApiRow[], evidence: Evidence): string {
  const pairs = rows.flatMap((row) => versionsOf(row.kafka).map((version) => ({ row, version })));
  const served = pairs.filter(({ row, version }) => serves(row, version)).length;
  return [
    '# Compatibility, version by version',
    '',
    '<!-- Made by packages/conformance/src/compatibility.test.ts; renew it with `npx vitest run compatibility -u`. -->',
    '',
    `Kafka 4.4 offers ${pairs.length} pairs of an API and a version to clients; Testka serves ${served} of them. What is not served says why.`,
    '',
    '- **One broker, three brokers:** distinct shapes of requests that the real broker and Testka answered the same, and of these how many',
    '  without and with an error: `12 (5/8)`. A shape that was answered both ways, as the broker was in another state, counts for both.',
    '- **Frames:** that are no proper request: bodies cut short, lengths that lie.',
    '- **Randomised:** requests of the random sequences that are recorded from the real broker and played again by `npm test`.',
    '- **Fuzzed:** frames of `npm run test:fuzz`, valid, mutated and at random, that neither broke the broker nor held it up.',
    "- **Vectors:** messages written by Kafka's own Java classes that are read and written again to the same bytes.",
    '- **Clients:** who was seen to use it while the suite of `npm run test:clients` ran.',
    '',
    '| API | one broker | three brokers | frames | randomised | fuzzed | vectors | clients |',
    '|---|---|---|---|---|---|---|---|',
    ...pairs.map(({ row, version }) => pairRow(row, version, evidence)),
    '',
    '## Fewer than five shapes, or nothing wrong among them',
    '',
    ...EXCEPTIONS.map(({ pairs: excepted, why }) => `- **${excepted.join(', ')}.** ${why}`),
    '',
  ].join('\n');
}

function pairRow(row: ApiRow, version: number, { coverage, clients, vectors, randomised, fuzzed }: Evidence): string {
  const pair = pairName(row.name, version);
  const written = vectors.get(pair) ?? '–';
  if (!serves(row, version)) return `| ${pair} | not served: ${row.missing ?? ''} | – | – | – | – | ${written} | – |`;
  const { one, three, frames } = coverage.get(pair) ?? NOTHING;
  const users = Object.entries(clients).flatMap(([name, { used }]) =>
    used[row.name]?.includes(version) === true ? [name] : [],
  );
  const cells = [
    cell(one),
    cell(three),
    cell(frames),
    randomised.get(pair) ?? '–',
    fuzzed.get(pair) ?? '–',
    written,
    users.length === 0 ? '–' : users.join(', '),
  ];
  return `| ${pair} | ${cells.join(' | ')} |`;
}

function cell({ shapes, happy, wrong }: Tally): string {
  return shapes === 0 ? '–' : `${shapes} (${happy}/${wrong})`;
}

export function shapesPerVersion(row: ApiRow, coverage: Coverage, side: 'one' | 'three'): string {
  return perVersion(row, (pair) => coverage.get(pair)?.[side].shapes ?? 0);
}

/** `5–13`, or `5` when all are alike, over the versions served. */
export function perVersion(row: ApiRow, countOf: (pair: string) => number): string {
  const counts = versionsOf(row.testka ?? row.kafka)
    .map((version) => countOf(pairName(row.name, version)))
    .filter((count) => count > 0);
  if (counts.length === 0) return '–';
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? `${least}` : `${least}–${most}`;
}

/** `go 12–13, java 13`: who uses it, and at which versions. */
export function usersOf(api: string, clients: Readonly<Record<string, ClientUse>>): string {
  const users = Object.entries(clients).flatMap(([name, { used }]) => {
    const versions = used[api];
    return versions === undefined ? [] : [`${name} ${versions.join(' ')}`];
  });
  return users.length === 0 ? '–' : users.join(', ');
}

export function versionsOf([first, last]: readonly [number, number]): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function serves({ testka }: ApiRow, version: number): boolean {
  return testka !== undefined && version >= testka[0] && version <= testka[1];
}

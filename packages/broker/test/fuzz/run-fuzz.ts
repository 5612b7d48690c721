/**
 * Sends a broker what no client should: `npm run test:fuzz -- --frames 1000000`. A failure prints its seed and the fewest
 * bytes that still show it. `--record` writes down what was asked, for docs/compatibility.md.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs, styleText } from 'node:util';
import * as protocol from '@testka/protocol';
import { ApiKey, type ApiName } from '@testka/protocol';
import { CoreTarget, FuzzFailure } from './core-target.ts';
import { type FuzzOptions, fuzz, type FuzzResult } from './fuzz.ts';
import { Knowledge } from './knowledge.ts';
import { sendLargeLists } from './large-lists.ts';
import { sendLargeRecords } from './large-records.ts';
import { minimised } from './minimise.ts';

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: process.env['SEED'] ?? '1' },
    leak: { type: 'string', default: '0' },
    record: { type: 'boolean', default: false },
  },
});

/** Every cluster that a test can have: old versions are another code path, and so are followers. */
const TARGETS: readonly FuzzOptions['target'][] = [
  { release: '4.4', nodes: 1 },
  { release: '4.4', nodes: 3 },
  { release: '3.9', nodes: 1 },
];
/** Of those, the ones that are asked for as much as can be: 3.9 has message sets. */
const LARGE_TARGETS: readonly FuzzOptions['target'][] = [
  { release: '4.4', nodes: 1 },
  { release: '3.9', nodes: 1 },
];
const ROUND_SIZE = 20_000;
/** Fewer frames than this are chance. */
const MEANT = 10;

/** Frames of each pair of API and version, by `Produce v9`. */
const asked: Record<string, number> = {};
let failed = 0;
for (const [index, target] of TARGETS.entries()) {
  const options: FuzzOptions = {
    seed: Number(values.seed) + index,
    frames: Math.ceil(Number(values.frames) / TARGETS.length),
    roundSize: ROUND_SIZE,
    target,
    leakBytes: Number(values.leak),
  };
  const startedAt = performance.now();
  const result = fuzz(options);
  failed += result.failure === undefined ? 0 : 1;
  report(options, result, performance.now() - startedAt);
  noteAsked(result);
}
for (const target of LARGE_TARGETS) failed += sendLarge(target) ? 0 : 1;
console.log(`\n${TARGETS.length + LARGE_TARGETS.length - failed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
if (values.record && failed === 0) record();

function report(options: FuzzOptions, result: FuzzResult, tookMs: number): void {
  const { failure, frames, answers, closed, slowestMs, heaps } = result;
  const mark = failure === undefined ? styleText('green', '✓') : styleText('red', '✗');
  const { release, nodes } = options.target;
  console.log(
    `${mark} release ${release}, ${nodes} broker(s), SEED=${options.seed}: ${frames} frames in ${(tookMs / 1000).toFixed(1)} s, ` +
      `${answers} answers, ${closed} connections closed, slowest ${Math.round(slowestMs)} ms`,
  );
  console.log(`  after each round, MB: ${heaps.map((bytes) => (bytes / 1e6).toFixed(1)).join(' ')}`);
  if (failure === undefined) return;
  console.log(`  ${failure.message}`);
  console.log(`  the least that shows it, for packages/broker/test/fuzz/frames: ${minimised(options.target, failure)}`);
}

/** Each request as large as a frame may be. @returns whether none took too long */
function sendLarge(options: FuzzOptions['target']): boolean {
  const target = new CoreTarget(options, new Knowledge());
  const [startedAt, slowest] = [performance.now(), { what: '', tookMs: 0 }];
  let [count, last] = [0, ''];
  const note = (what: string, tookMs: number): void => {
    [count, last] = [count + 1, what];
    if (tookMs > slowest.tookMs) Object.assign(slowest, { what, tookMs });
  };
  let problem: string | undefined;
  try {
    sendLargeRecords(target, options, note);
    sendLargeLists(target, note);
  } catch (error) {
    if (!(error instanceof FuzzFailure)) throw error;
    problem = `after "${last}": ${error.message}`;
  }
  const mark = problem === undefined ? styleText('green', '✓') : styleText('red', '✗');
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    `${mark} release ${options.release}, large requests: ${count} in ${seconds} s, ` +
      `slowest ${Math.round(slowest.tookMs)} ms (${slowest.what})`,
  );
  if (problem !== undefined) console.log(`  ${problem}`);
  return problem === undefined;
}

/** Without what random bytes only happened to ask. */
function noteAsked(result: FuzzResult): void {
  for (const [api, key] of Object.entries(ApiKey)) {
    const [first, last] = protocol[`${api as ApiName}Request`].versions;
    for (let version = first; version <= last; version++) {
      const count = result.asked.get(`${key} ${version}`) ?? 0;
      if (count >= MEANT) asked[`${api} v${version}`] = (asked[`${api} v${version}`] ?? 0) + count;
    }
  }
}

/** In the order of their names, so that a new recording shows what is new. */
function record(): void {
  const sorted = Object.fromEntries(Object.entries(asked).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const file = new URL('../../../conformance/recorded/fuzzed.json', import.meta.url);
  writeFileSync(
    file,
    `${JSON.stringify({ frames: Number(values.frames), seed: Number(values.seed), asked: sorted }, null, 2)}\n`,
  );
}

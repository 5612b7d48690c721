/**
 * Sends a broker what no client should: `npm run test:fuzz -- --frames 1000000`. A failure prints its seed and the fewest
 * bytes that still show it.
 */
import { parseArgs, styleText } from 'node:util';
import { type FuzzOptions, fuzz, type FuzzResult } from './fuzz.ts';
import { minimised } from './minimise.ts';

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: process.env['SEED'] ?? '1' },
    leak: { type: 'string', default: '0' },
  },
});

/** Every cluster that a test can have: old versions are another code path, and so are followers. */
const TARGETS: readonly FuzzOptions['target'][] = [
  { release: '4.4', nodes: 1 },
  { release: '4.4', nodes: 3 },
  { release: '3.9', nodes: 1 },
];
const ROUND_SIZE = 20_000;

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
}
console.log(`\n${TARGETS.length - failed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

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

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { execBin, execNode, type ExecResult } from './lib/exec.ts';
import { tarball } from './lib/published.ts';
import { type Outcome, printOutcome } from './lib/report.ts';
import {
  formatTally,
  ONE_FAILED,
  ONE_PASSED,
  readJsonReport,
  settleTally,
  sumTallies,
  type Tally,
} from './lib/tally.ts';
import { packedSteps } from './packed.ts';
import { cache, root } from './toolchain.mjs';

/** A check or a suite. The build comes before what looks at its output. */
interface Step {
  name: string;
  run(): Promise<Outcome>;
}

/** A set-up waits while it is loaded, which CommonJS cannot. */
const ES_MODULE_ONLY = 'vitest/setup';

const STEPS: readonly Step[] = [
  check('types', () => execBin('typescript', ['-p', 'tsconfig.json'], { bin: 'tsc' })),
  // What runs in a browser has other globals.
  check('page types', () => execBin('typescript', ['-p', 'packages/viewer/page'], { bin: 'tsc' })),
  check('lint', () => execBin('oxlint', ['--deny-warnings'])),
  check('format', () => execBin('oxfmt', ['--check'])),
  check('boundaries', () => execNode('scripts/check-boundaries.ts')),
  check('lock', () => execNode('scripts/check-lock.ts')),
  check('docs code', () => execNode('scripts/docs.ts', ['--check', 'code'])),
  check('unused', () => execBin('knip', ['--no-progress'])),
  vitest('unit', root),
  check('build', () => execNode('scripts/build.ts')),
  check('publint', () => execBin('publint', ['run', tarball, '--strict'])),
  check('attw', () => attw('--profile', 'node16', '--exclude-entrypoints', ES_MODULE_ONLY)),
  check('attw: ES modules', () => attw('--profile', 'esm-only', '--entrypoints', ES_MODULE_ONLY)),
  check('size', () => execNode('scripts/check-size.ts')),
  check('example types', () => execBin('typescript', ['-p', 'examples/orders'], { bin: 'tsc' })),
  check('recipe types', () => execBin('typescript', ['-p', 'examples/recipes'], { bin: 'tsc' })),
  ...packedSteps(),
  check('docs output', () => execNode('scripts/docs.ts', ['--check', 'output'])),
];

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const steps = STEPS.filter((step) => wanted.length === 0 || wanted.some((name) => isNamed(step, name)));
  const unknown = wanted.filter((name) => !STEPS.some((step) => isNamed(step, name)));
  if (unknown.length > 0) {
    throw new Error(`no step ${unknown.join(', ')}; there are ${STEPS.map((step) => step.name).join(', ')}`);
  }
  const tallies: Tally[] = [];
  for (const step of steps) {
    const startedAt = performance.now();
    const outcome = await step.run();
    printOutcome(outcome, performance.now() - startedAt);
    tallies.push(outcome.tally);
  }
  const total = sumTallies(tallies);
  console.log(`\n${formatTally(total)}`);
  if (total.failed > 0) process.exitCode = 1;
}

/** By its name, or by the word before the colon: `packed` means all of `packed: …`. */
function isNamed(step: Step, name: string): boolean {
  return step.name === name || step.name.startsWith(`${name}: `);
}

/** Are the types right for whoever imports the package? */
function attw(...args: readonly string[]): Promise<ExecResult> {
  return execBin('@arethetypeswrong/cli', [tarball, ...args], { bin: 'attw' });
}

/** A command that holds or does not. */
function check(name: string, command: () => Promise<ExecResult>): Step {
  return {
    name,
    run: async () => {
      const { ok, output } = await command();
      const note = ok ? /^note: (.*)$/m.exec(output)?.[1] : undefined;
      return { name, tally: ok ? ONE_PASSED : ONE_FAILED, output, ...(note === undefined ? {} : { note }) };
    },
  };
}

function vitest(name: string, home: string): Step {
  return {
    name,
    run: async () => {
      const report = join(cache, 'reports', `${name}.json`);
      await mkdir(join(cache, 'reports'), { recursive: true });
      await rm(report, { force: true });
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      const { ok, output } = await execBin('vitest', ['run', ...reporters], { home, cwd: home });
      return { name, tally: settleTally(readJsonReport(report), ok), output };
    },
  };
}

await main();

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { binPath, execNode } from './exec.ts';
import { ONE_FAILED, ONE_PASSED, readJsonReport, readNodeTestOutput, settleTally, type Tally } from './tally.ts';

/** What was run in a user's project, and what it came to. */
interface SuiteResult {
  tally: Tally;
  output: string;
}

/** Runs something in the folder of a user's project by a Node of the user's. */
export type Suite = (folder: string, node: string) => Promise<SuiteResult>;

const SUITE_TIMEOUT_MS = 120_000;

/** @param args options for Vitest, and which files */
export function vitest(...args: readonly string[]): Suite {
  return async (folder, node) => {
    const report = freshReport(folder);
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const result = await execNode(binPath(folder, 'vitest'), ['run', ...reporters, ...args], options(folder, node));
    return { tally: settleTally(readJsonReport(report), result.ok), output: result.output };
  };
}

/** @param args options for Jest, and which files */
export function jest(...args: readonly string[]): Suite {
  return async (folder, node) => {
    const report = freshReport(folder);
    const result = await execNode(
      binPath(folder, 'jest'),
      ['--ci', '--json', `--outputFile=${report}`, ...args],
      options(folder, node),
    );
    return { tally: settleTally(readJsonReport(report), result.ok), output: result.output };
  };
}

/** Jest with ES modules, which it has behind a flag of Node. */
export function jestModules(...args: readonly string[]): Suite {
  return async (folder, node) => {
    const report = freshReport(folder);
    const jestArgs = [binPath(folder, 'jest'), '--ci', '--json', `--outputFile=${report}`, ...args];
    const result = await execNode('--experimental-vm-modules', jestArgs, options(folder, node));
    return { tally: settleTally(readJsonReport(report), result.ok), output: result.output };
  };
}

/** @param files test files, run by `node --test` */
export function nodeTest(...files: readonly string[]): Suite {
  return async (folder, node) => {
    const result = await execNode('--test', ['--test-reporter=tap', ...files], options(folder, node));
    return { tally: settleTally(readNodeTestOutput(result.output), result.ok), output: result.output };
  };
}

/** A script that ends well. */
export function script(file: string): Suite {
  return async (folder, node) => {
    const result = await execNode(file, [], options(folder, node));
    return { tally: result.ok ? ONE_PASSED : ONE_FAILED, output: result.output };
  };
}

/**
 * A user who checks the types of libraries too, from an ES module and from CommonJS.
 * Vitest's own types for CommonJS do not pass (they `require` an ES module), so ours for it are not checked there.
 */
export function types(resolution: 'node16' | 'bundler', files: readonly string[]): Suite {
  return async (folder, node) => {
    const module = resolution === 'node16' ? 'node16' : 'esnext';
    const flags = ['--strict', '--skipLibCheck', 'false', '--noEmit', '--target', 'es2022', '--types', 'node'];
    const args = [...flags, '--module', module, '--moduleResolution', resolution, ...files];
    const result = await execNode(binPath(folder, 'typescript', 'tsc'), args, options(folder, node));
    return { tally: result.ok ? ONE_PASSED : ONE_FAILED, output: result.output };
  };
}

/**
 * A suite that must fail, and say why: what the runner prints must hold the blocks of `expected.txt` in its folder, which
 * are separated by empty lines. Ids, paths and times are masked as in `mask`.
 */
export function failing(suite: Suite, expectedFile: string): Suite {
  return async (folder, node) => {
    const { tally, output } = await suite(folder, node);
    const printed = mask(output, folder);
    const blocks = readFileSync(join(folder, expectedFile), 'utf8').trimEnd().split('\n\n');
    const missing = blocks.filter((block) => !printed.includes(block));
    const ok = tally.failed > 0 && missing.length === 0;
    const report = missing.map((block) => `the output lacks:\n${block}\n`).join('\n');
    return { tally: ok ? ONE_PASSED : ONE_FAILED, output: `${report}\nthe output was:\n${printed}` };
  };
}

/** Lines without trailing blanks, and nothing in them that differs between two runs. */
function mask(output: string, folder: string): string {
  return (
    output
      .replaceAll(folder, '<project>')
      .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
      .replaceAll(/\b\d+(\.\d+)? ?m?s\b/g, '<time>')
      // It follows from the line that makes the broker, among others.
      .replaceAll(/-[0-9a-f]{6}\.html/g, '-<id>.html')
      .replaceAll(/[ \t]+$/gm, '')
  );
}

function freshReport(folder: string): string {
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  return report;
}

function options(folder: string, node: string): Parameters<typeof execNode>[2] {
  return { cwd: folder, node, timeoutMs: SUITE_TIMEOUT_MS, env: { NO_COLOR: '1', FORCE_COLOR: undefined } };
}

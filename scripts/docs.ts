/**
 * Writes what is generated in the pages: code of files, and what failing tests of them print. `--check` writes nothing and
 * fails if something would change; `code` and `output` do one of the two.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { build } from './build.ts';
import { findGenerated, type GeneratedBlock, readFailures, readWarnings, renewGenerated } from './lib/generated.ts';
import { installProject, projectFolder, type UserProject } from './lib/user-project.ts';
import { vitest } from './lib/user-suites.ts';
import { RECIPES, REPORTS } from './packed.ts';
import { root } from './toolchain.mjs';

/** Suites whose tests must fail, by the folder that they are in. */
const FAILING: Readonly<Record<string, { project: UserProject; args: readonly string[] }>> = {
  'examples/recipes': { project: RECIPES, args: ['--config', 'naive.config.ts'] },
  'packages/testka/test/packed/reports': { project: REPORTS, args: [] },
};

const args = process.argv.slice(2);
const isCheck = args.includes('--check');
const kinds = (['code', 'output'] as const).filter((kind) => args.includes(kind));
const wanted = new Set(kinds.length > 0 ? kinds : (['code', 'output'] as const));

const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];
if (wanted.has('output') && !isCheck) await build();
const printed = wanted.has('output') ? await runFailing() : new Map<string, string>();

let count = 0;
const problems: string[] = [];
for (const page of pages) {
  const file = join(root, page);
  const before = readFileSync(file, 'utf8');
  count += findGenerated(before).filter(({ kind }) => wanted.has(kind)).length;
  const after = renewGenerated(before, (block) => (wanted.has(block.kind) ? bodyOf(block, page) : undefined));
  if (after === before) continue;
  if (isCheck)
    problems.push(`${page} is not what it is generated from: npm run docs\n${firstDifference(before, after)}`);
  else writeFileSync(file, after);
}
console.log(problems.length === 0 ? `note: ${count} blocks` : problems.join('\n'));
if (problems.length > 0) process.exitCode = 1;

function bodyOf({ kind, source }: GeneratedBlock, page: string): string {
  if (kind === 'code') return readFileSync(join(root, source), 'utf8');
  const text = printed.get(source);
  if (text !== undefined) return text;
  problems.push(`${page}: nothing was printed by "${source}"; there are\n  ${[...printed.keys()].join('\n  ')}`);
  return '';
}

/** What is printed by the tests that fail, or warn. */
async function runFailing(): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const [home, { project, args: options }] of Object.entries(FAILING)) {
    const installed = await installProject(project);
    if (!installed.ok) throw new Error(installed.output);
    const { output } = await vitest(...options)(projectFolder(project), process.execPath);
    for (const [name, text] of [...readWarnings(output), ...readFailures(output)]) all.set(`${home}/${name}`, text);
  }
  return all;
}

function firstDifference(before: string, after: string): string {
  const old = before.split('\n');
  const lines = after.split('\n');
  const at = lines.findIndex((line, index) => line !== old[index]);
  return `  line ${at + 1}\n  - ${old[at]}\n  + ${lines[at]}`;
}

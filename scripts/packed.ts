/** Installs the packed package in projects of its users, by npm, and runs their suites on the Nodes they have. */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { binPath, execNode, type ExecResult } from './lib/exec.ts';
import { packageHome, tarball } from './lib/published.ts';
import type { Outcome } from './lib/report.ts';
import { ONE_FAILED, ONE_PASSED, readJsonReport, readNodeTestOutput, settleTally, type Tally } from './lib/tally.ts';
import { bringNode, npmScript, root } from './toolchain.mjs';

type NodeMajor = Parameters<typeof bringNode>[0];

/** A project of a user: its files, what it installs beside our package, and what is run in it. */
interface Project {
  name: string;
  /** A folder in packages/testka/test/packed. */
  files: string;
  dependencies: Readonly<Record<string, string>>;
  runs: readonly Run[];
}

interface Run {
  name: string;
  node: NodeMajor;
  run(project: string, node: string): Promise<{ tally: Tally; output: string }>;
}

const SUITE_TIMEOUT_MS = 60_000;
const KAFKAJS = { kafkajs: '2.2.4' };

const PROJECTS: readonly Project[] = [
  {
    name: 'vitest-5',
    files: 'vitest',
    dependencies: { ...KAFKAJS, vitest: '5.1.1' },
    runs: [{ name: 'Vitest 5, Node 24', node: 24, run: runVitest }],
  },
  {
    name: 'vitest-4',
    files: 'vitest',
    dependencies: { ...KAFKAJS, vitest: '4.1.12' },
    runs: [{ name: 'Vitest 4, Node 20', node: 20, run: runVitest }],
  },
  {
    name: 'jest-30',
    files: 'jest',
    dependencies: { ...KAFKAJS, jest: '30.5.2' },
    runs: [
      { name: 'Jest 30, CommonJS, Node 20', node: 20, run: runJest },
      { name: 'Jest 30, CommonJS, Node 24', node: 24, run: runJest },
    ],
  },
  {
    name: 'plain',
    files: 'plain',
    dependencies: KAFKAJS,
    runs: [
      { name: 'node:test, Node 20', node: 20, run: runNodeTest },
      ...([20, 22, 24, 26] as const).flatMap((node) => [
        { name: `import, Node ${node}`, node, run: runScript('smoke.mjs') },
        { name: `require, Node ${node}`, node, run: runScript('smoke.cjs') },
      ]),
    ],
  },
  {
    name: 'types',
    files: 'types',
    dependencies: { '@types/node': '24.13.3', typescript: '7.0.2', vitest: '5.1.1' },
    runs: (['node16', 'bundler'] as const).map((resolution) => ({
      name: `TypeScript 7, ${resolution}`,
      node: 24,
      run: runTypes(resolution, ['with-vitest.mts', 'without-vitest.cts']),
    })),
  },
  {
    name: 'types-without-vitest',
    files: 'types',
    dependencies: { '@types/node': '20.19.43', typescript: '5.9.3' },
    runs: (['node16', 'bundler'] as const).map((resolution) => ({
      name: `TypeScript 5.9, ${resolution}`,
      node: 20,
      run: runTypes(resolution, ['without-vitest.mts', 'without-vitest.cts']),
    })),
  },
];

/** Every run of every project, in order; what a project installs is installed before its first run. */
export function packedSteps(): { name: string; run(): Promise<Outcome> }[] {
  return PROJECTS.flatMap((project) =>
    project.runs.map((suite) => ({
      name: `packed: ${suite.name}`,
      run: async (): Promise<Outcome> => {
        const name = `packed: ${suite.name}`;
        if (!existsSync(tarball)) return { name, tally: ONE_FAILED, output: 'there is no package; see the build' };
        const folder = projectFolder(project);
        const installed = await installProject(project, folder);
        if (!installed.ok) return { name, tally: ONE_FAILED, output: installed.output };
        const { executable } = await bringNode(suite.node);
        return { name, ...(await suite.run(folder, executable)) };
      },
    })),
  );
}

/** Outside the repository, where no package of ours is found by walking up; one per checkout, kept for the next run. */
function projectFolder(project: Project): string {
  const checkout = createHash('sha256').update(root).digest('hex').slice(0, 8);
  return join(realpathSync(tmpdir()), `testka-packed-${checkout}`, project.name);
}

async function installProject(project: Project, folder: string): Promise<ExecResult> {
  mkdirSync(folder, { recursive: true });
  cpSync(join(packageHome, 'test', 'packed', project.files), folder, { recursive: true });
  const digest = createHash('sha256').update(readFileSync(tarball)).digest('hex').slice(0, 16);
  // The name tells npm that the package has changed.
  const packed = `testka-${digest}.tgz`;
  const manifest = { private: true, dependencies: { ...project.dependencies, testka: `file:./${packed}` } };
  const wanted = JSON.stringify(manifest, undefined, 2);
  const stamp = join(folder, 'node_modules', '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { ok: true, output: '' };
  rmSync(stamp, { force: true });
  copyFileSync(tarball, join(folder, packed));
  writeFileSync(join(folder, 'package.json'), wanted);
  const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  const result = await execNode(npmScript(), ['install', ...flags], { cwd: folder });
  if (result.ok) writeFileSync(stamp, wanted);
  return result;
}

async function runVitest(folder: string, node: string): Promise<{ tally: Tally; output: string }> {
  const report = freshReport(folder);
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const result = await execNode(binPath(folder, 'vitest'), args, suiteOptions(folder, node));
  return { tally: settleTally(readJsonReport(report), result.ok), output: result.output };
}

async function runJest(folder: string, node: string): Promise<{ tally: Tally; output: string }> {
  const report = freshReport(folder);
  const args = ['--ci', '--json', `--outputFile=${report}`];
  const result = await execNode(binPath(folder, 'jest'), args, suiteOptions(folder, node));
  return { tally: settleTally(readJsonReport(report), result.ok), output: result.output };
}

async function runNodeTest(folder: string, node: string): Promise<{ tally: Tally; output: string }> {
  const result = await execNode('--test', ['--test-reporter=tap', 'orders.test.mjs'], suiteOptions(folder, node));
  return { tally: settleTally(readNodeTestOutput(result.output), result.ok), output: result.output };
}

function runScript(script: string): Run['run'] {
  return async (folder, node) => {
    const result = await execNode(script, [], suiteOptions(folder, node));
    return { tally: result.ok ? ONE_PASSED : ONE_FAILED, output: result.output };
  };
}

/**
 * A user who checks the types of libraries too, from an ES module and from CommonJS.
 * Vitest's own types for CommonJS do not pass (they `require` an ES module), so ours for it are not checked there.
 */
function runTypes(resolution: 'node16' | 'bundler', files: readonly string[]): Run['run'] {
  return async (folder, node) => {
    const module = resolution === 'node16' ? 'node16' : 'esnext';
    const options = ['--strict', '--skipLibCheck', 'false', '--noEmit', '--target', 'es2022', '--types', 'node'];
    const args = [...options, '--module', module, '--moduleResolution', resolution, ...files];
    const result = await execNode(binPath(folder, 'typescript', 'tsc'), args, suiteOptions(folder, node));
    return { tally: result.ok ? ONE_PASSED : ONE_FAILED, output: result.output };
  };
}

function freshReport(folder: string): string {
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  return report;
}

function suiteOptions(folder: string, node: string): Parameters<typeof execNode>[2] {
  return { cwd: folder, node, timeoutMs: SUITE_TIMEOUT_MS, env: { NO_COLOR: '1', FORCE_COLOR: undefined } };
}

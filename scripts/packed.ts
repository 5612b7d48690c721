/** Installs the packed package in projects of its users, by npm, and runs their suites on the Nodes they have. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { writeDocsProject } from './lib/docs-project.ts';
import { packageHome, tarball } from './lib/published.ts';
import type { Outcome } from './lib/report.ts';
import { ONE_FAILED } from './lib/tally.ts';
import { installProject, projectFolder, type UserProject } from './lib/user-project.ts';
import { failing, jest, jestModules, nodeTest, script, type Suite, types, vitest } from './lib/user-suites.ts';
import { bringNode, root } from './toolchain.mjs';

interface Run {
  name: string;
  node: Parameters<typeof bringNode>[0];
  suite: Suite;
}

interface ProjectWithRuns extends UserProject {
  runs: readonly Run[];
}

const KAFKAJS = { kafkajs: '2.2.4' };
const JEST = { jest: '30.5.2' };
const PLATFORMATIC = { '@platformatic/kafka': '2.12.1' };
const VITEST = { vitest: '5.1.1' };
const NEST = {
  '@nestjs/common': '12.5.1',
  '@nestjs/core': '12.5.1',
  '@nestjs/microservices': '12.1.1',
  'reflect-metadata': '0.2.2',
  rxjs: '7.8.2',
};

const SET_UP = ['--config=set-up.config.ts'];

/** The recipes of the docs. */
export const RECIPES: UserProject = {
  name: 'example-recipes',
  files: join(root, 'examples', 'recipes'),
  dependencies: { ...KAFKAJS, ...PLATFORMATIC, ...NEST, ...VITEST },
  manifest: { type: 'module' },
};

/** Tests that fail, for what they print. */
export const REPORTS: UserProject = {
  name: 'reports',
  files: packedFiles('reports'),
  dependencies: { ...KAFKAJS, ...VITEST },
  manifest: { type: 'module' },
};

const PROJECTS: readonly ProjectWithRuns[] = [
  {
    name: 'vitest-5',
    files: packedFiles('vitest'),
    dependencies: { ...KAFKAJS, ...VITEST },
    manifest: { type: 'module' },
    runs: [
      { name: 'Vitest 5, Node 24', node: 24, suite: vitest() },
      { name: 'Vitest 5, Node 22', node: 22, suite: vitest() },
      { name: 'Vitest 5, hooks as a list', node: 24, suite: vitest('--sequence.hooks=list') },
      {
        name: 'Vitest 5, hooks in parallel',
        node: 24,
        suite: vitest('--sequence.hooks=parallel', 'orders', 'environment'),
      },
      { name: 'Vitest 5, set-up', node: 24, suite: vitest(...SET_UP) },
      { name: 'Vitest 5, set-up, Node 22', node: 22, suite: vitest(...SET_UP, '--sequence.hooks=list') },
      {
        name: 'Vitest 5, set-up, hooks in parallel',
        node: 24,
        suite: vitest(...SET_UP, '--sequence.hooks=parallel', '--pool=threads', 'set-up/', 'orders'),
      },
      { name: 'Vitest 5, set-up, vmThreads', node: 24, suite: vitest(...SET_UP, '--pool=vmThreads') },
      {
        name: 'Vitest 5, set-up, workers used again',
        node: 24,
        suite: vitest(...SET_UP, '--no-isolate', '--no-file-parallelism'),
      },
      { name: 'Vitest 5, global set-up', node: 24, suite: vitest('--config=global.config.ts') },
      {
        name: 'Vitest 5, global set-up, threads',
        node: 24,
        suite: vitest('--config=global.config.ts', '--pool=threads'),
      },
      { name: 'Vitest 5, watch mode', node: 24, suite: script('watch.mjs') },
      { name: 'Vitest 5, threads', node: 24, suite: vitest('--pool=threads') },
      { name: 'Vitest 5, vmThreads', node: 24, suite: vitest('--pool=vmThreads') },
    ],
  },
  {
    name: 'vitest-4',
    files: packedFiles('vitest'),
    dependencies: { ...KAFKAJS, vitest: '4.1.12' },
    manifest: { type: 'module' },
    runs: [
      { name: 'Vitest 4, Node 20', node: 20, suite: vitest() },
      { name: 'Vitest 4, set-up', node: 20, suite: vitest(...SET_UP) },
      { name: 'Vitest 4, global set-up', node: 20, suite: vitest('--config=global.config.ts') },
    ],
  },
  {
    name: 'jest-30',
    files: packedFiles('jest'),
    dependencies: { ...KAFKAJS, ...JEST },
    runs: [
      { name: 'Jest 30, CommonJS, Node 20', node: 20, suite: jest() },
      { name: 'Jest 30, CommonJS, Node 24', node: 24, suite: jest() },
      { name: 'Jest 30, environment, Node 20', node: 20, suite: jest('--config=environment.config.js') },
      { name: 'Jest 30, environment, Node 24', node: 24, suite: jest('--config=environment.config.js') },
      { name: 'Jest 30, global set-up', node: 24, suite: jest('--config=global.config.js') },
    ],
  },
  {
    name: 'jest-30-modules',
    files: packedFiles('jest-modules'),
    dependencies: { ...KAFKAJS, ...JEST },
    manifest: { type: 'module' },
    runs: [
      { name: 'Jest 30, ES modules, Node 24', node: 24, suite: jestModules() },
      {
        name: 'Jest 30, ES modules, environment',
        node: 24,
        suite: jestModules('--testEnvironment=testka/jest-environment'),
      },
    ],
  },
  {
    name: 'clients',
    files: packedFiles('clients'),
    dependencies: {
      ...KAFKAJS,
      ...PLATFORMATIC,
      ...VITEST,
      ...JEST,
      'kafka-node': '5.0.0',
      typescript: '5.9.3',
    },
    runs: [
      { name: 'clients, Vitest', node: 24, suite: vitest() },
      { name: 'clients, Jest with TypeScript', node: 24, suite: jest() },
    ],
  },
  {
    name: 'plain',
    files: packedFiles('plain'),
    dependencies: KAFKAJS,
    runs: [
      ...([20, 22, 24, 26] as const).flatMap((node) => [
        {
          name: `node:test, Node ${node}`,
          node,
          suite: nodeTest('orders.test.mjs', 'orders.test.cjs', 'hooks.test.mjs'),
        },
        { name: `import, Node ${node}`, node, suite: script('smoke.mjs') },
        { name: `require, Node ${node}`, node, suite: script('smoke.cjs') },
      ]),
      { name: 'zstd, Node 20', node: 20, suite: script('zstd.mjs') },
      { name: 'zstd, Node 24', node: 24, suite: script('zstd.mjs') },
      { name: 'await using, Node 24', node: 24, suite: script('dispose.mjs') },
    ],
  },
  {
    name: 'failing',
    files: packedFiles('failing'),
    dependencies: { ...VITEST, ...JEST },
    runs: [
      { name: 'a mistake, in Vitest', node: 24, suite: failing(vitest('--dir=vitest'), 'vitest/expected.txt') },
      { name: 'a mistake, in Jest', node: 24, suite: failing(jest('--rootDir=jest'), 'jest/expected.txt') },
      {
        name: 'a mistake, in node:test',
        node: 24,
        suite: failing(nodeTest('node-test/*.test.mjs'), 'node-test/expected.txt'),
      },
    ],
  },
  {
    name: 'failing-vitest-4',
    files: packedFiles('failing'),
    dependencies: { vitest: '4.1.12' },
    runs: [
      {
        name: 'a trace, in Vitest 4',
        node: 20,
        suite: failing(vitest('--dir=vitest', 'trace'), 'vitest/expected-trace.txt'),
      },
    ],
  },
  {
    name: 'example-orders',
    files: join(root, 'examples', 'orders'),
    dependencies: { ...KAFKAJS, ...VITEST },
    manifest: { type: 'module' },
    runs: [{ name: 'examples/orders', node: 24, suite: vitest() }],
  },
  {
    name: 'example-orders-jest',
    files: join(root, 'examples', 'orders-jest'),
    dependencies: { ...KAFKAJS, ...JEST },
    runs: [{ name: 'examples/orders-jest', node: 20, suite: jest() }],
  },
  { ...RECIPES, runs: [{ name: 'examples/recipes', node: 24, suite: vitest() }] },
  {
    name: 'docs',
    files: () => writeDocsProject('vitest'),
    dependencies: { ...KAFKAJS, ...VITEST, ...PLATFORMATIC, zod: '4.6.7' },
    manifest: { type: 'module' },
    runs: [
      { name: 'docs, Vitest', node: 24, suite: vitest() },
      { name: 'docs, node:test and scripts', node: 24, suite: nodeTest('**/*.node-test.mjs', '**/*.script.mjs') },
    ],
  },
  {
    name: 'docs-jest',
    files: () => writeDocsProject('jest'),
    dependencies: { ...KAFKAJS, ...JEST },
    runs: [{ name: 'docs, Jest', node: 20, suite: jest() }],
  },
  {
    name: 'types',
    files: packedFiles('types'),
    dependencies: { '@types/node': '24.13.3', typescript: '7.0.2', ...VITEST },
    runs: (['node16', 'bundler'] as const).map((resolution) => ({
      name: `TypeScript 7, ${resolution}`,
      node: 24,
      suite: types(resolution, ['with-vitest.mts', 'set-ups.mts', 'matchers-in-vitest.mts', 'without-vitest.cts']),
    })),
  },
  {
    name: 'types-vitest-4',
    files: packedFiles('types'),
    dependencies: { '@types/node': '24.13.3', typescript: '7.0.2', vitest: '4.1.12', ...JEST },
    runs: [
      {
        name: 'TypeScript 7, Vitest 4 and Jest 30',
        node: 24,
        suite: types('node16', ['with-vitest.mts', 'set-ups.mts', 'matchers-in-vitest.mts', 'matchers-in-jest.mts']),
      },
    ],
  },
  {
    name: 'types-without-vitest',
    files: packedFiles('types'),
    dependencies: { '@types/node': '20.19.43', typescript: '5.9.3' },
    runs: (['node16', 'bundler'] as const).map((resolution) => ({
      name: `TypeScript 5.9, ${resolution}`,
      node: 20,
      suite: types(resolution, ['without-vitest.mts', 'without-vitest.cts']),
    })),
  },
];

/** Every run of every project, in order; what a project installs is installed before its first run. */
export function packedSteps(): { name: string; run(): Promise<Outcome> }[] {
  return PROJECTS.flatMap((project) =>
    project.runs.map((run) => {
      const name = `packed: ${run.name}`;
      return { name, run: async () => ({ name, ...(await runInProject(project, run)) }) };
    }),
  );
}

async function runInProject(project: UserProject, { node, suite }: Run): Promise<Omit<Outcome, 'name'>> {
  if (!existsSync(tarball)) return { tally: ONE_FAILED, output: 'there is no package; see the build' };
  const installed = await installProject(project);
  if (!installed.ok) return { tally: ONE_FAILED, output: installed.output };
  const { executable } = await bringNode(node);
  return suite(projectFolder(project), executable);
}

function packedFiles(folder: string): string {
  return join(packageHome, 'test', 'packed', folder);
}

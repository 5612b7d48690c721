// The one command behind `npm test`, `npm run demo` and the rest: sets everything up, then runs the task.
// Plain JavaScript for Node >= 20.19 without dependencies: this file runs before anything is installed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

import { bringNode, bringPnpm, npmScript, root, run, spawnAndWait, TOOLS_NODE } from './toolchain.mjs';

const TASKS = {
  bench: ['scripts/bench.ts'],
  build: ['scripts/build.ts'],
  demo: ['scripts/demo.ts'],
  docs: ['scripts/docs.ts'],
  format: ['scripts/format.ts'],
  lint: ['scripts/test.ts', 'types', 'page types', 'lint', 'format', 'boundaries', 'lock', 'docs code', 'unused'],
  test: ['scripts/test.ts'],
  'test:fuzz': ['packages/broker/test/fuzz/run-fuzz.ts'],
  'test:many': ['--disable-warning=ExperimentalWarning', 'packages/broker/test/many/run-many.ts'],
  'test:clients': ['packages/conformance/src/run-clients.ts'],
  'test:kafka': ['packages/conformance/src/run-differential.ts'],
};

async function main() {
  const [name, ...args] = process.argv.slice(2);
  const task = TASKS[name];
  if (task === undefined) throw new Error(`unknown task "${name}"; there are ${Object.keys(TASKS).join(', ')}`);
  const node = await bringNode(TOOLS_NODE);
  const pnpm = await bringPnpm();
  const path = [node.folder, pnpm.folder, process.env.PATH ?? process.env.Path].join(delimiter);
  // The Node that is brought has no npm beside it, so the machine's is handed on.
  const env = { ...process.env, PATH: path, npm_execpath: npmScript() };
  // Windows would keep `Path` beside `PATH` and take either of them.
  if (process.platform === 'win32') delete env.Path;
  await installWorkspace(node, pnpm, env);
  // The task has said what is wrong; its exit code is ours.
  process.exitCode = await spawnAndWait(node.executable, [...task, ...args], { cwd: root, env });
}

/** Runs `pnpm install` unless node_modules is what the lock file and the manifests ask for. */
async function installWorkspace(node, pnpm, env) {
  const stamp = join(root, 'node_modules', '.installed');
  const wanted = workspaceDigest();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const flags = ['--frozen-lockfile', '--prefer-offline', '--reporter=append-only', '--loglevel=warn'];
  await run(node.executable, [pnpm.script, 'install', ...flags], { cwd: root, env });
  writeFileSync(stamp, wanted);
}

function workspaceDigest() {
  const manifests = ['packages', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name, 'package.json')),
  );
  const files = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.pnpmfile.cjs', ...manifests.sort()];
  const digest = createHash('sha256');
  for (const file of files) {
    if (existsSync(join(root, file)))
      digest
        .update(file)
        .update('\0')
        .update(readFileSync(join(root, file)))
        .update('\0');
  }
  return digest.digest('hex');
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

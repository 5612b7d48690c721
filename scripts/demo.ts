/** Builds the package, installs it in the example as users would, runs the example's tests, and lets the broker talk. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';

import { build } from './build.ts';
import { binPath, execNode } from './lib/exec.ts';
import { tarball } from './lib/published.ts';
import { installProject, projectFolder, type UserProject } from './lib/user-project.ts';
import { root, spawnAndWait } from './toolchain.mjs';

interface Report {
  testResults: { assertionResults: { title: string; status: string; duration?: number }[] }[];
}

const project: UserProject = {
  name: 'example-orders',
  files: join(root, 'examples', 'orders'),
  dependencies: { kafkajs: '2.2.4', vitest: '5.1.1' },
  manifest: { type: 'module' },
};
const folder = projectFolder(project);

await build();
const installed = await installProject(project);
if (!installed.ok) throw new Error(`the package could not be installed\n${installed.output}`);
printService();
const passed = await runTests();
if (passed) process.exitCode = await tellStory();
else process.exitCode = 1;

function printService(): void {
  console.log(`
  ${styleText('bold', 'Testka')}: a Kafka broker that lives inside a test run. No Docker, no JVM, no mocks, no sleeps.

  ${styleText('bold', 'The service')}, examples/orders: ordinary kafkajs, which knows nothing of tests

      orders ${dim('──▶')} billing ${dim('──▶')} invoices
                 ${dim('│')}
                 ${dim('└──▶')} orders.dlq   ${dim('what cannot be read, or not be billed in three attempts')}
`);
}

async function runTests(): Promise<boolean> {
  const report = join(folder, 'report.json');
  const startedAt = performance.now();
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { ok, output } = await execNode(binPath(folder, 'vitest'), ['run', ...reporters], { cwd: folder });
  if (!ok || !existsSync(report)) {
    console.log(output);
    return false;
  }
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const width = Math.max(...tests.map(({ title }) => title.length));
  const packedKb = (statSync(tarball).size / 1000).toFixed(0);
  console.log(
    `  ${styleText('bold', 'Its tests')}, in Vitest, each on a broker as good as new ${dim(`(${packedKb} kB by npm)`)}`,
  );
  for (const { title, duration = 0 } of tests) {
    const time = `${duration.toFixed(0)} ms`.padStart(7);
    console.log(`    ${styleText('green', '✓')} ${title.padEnd(width)} ${dim(time)}`);
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`    ${tests.length} passed; ${seconds} s with Vitest's own start\n`);
  return true;
}

function tellStory(): Promise<number> {
  // kafkajs sets timers to the past, which Node warns of since 23.
  const args = ['--disable-warning=TimeoutNegativeWarning', 'story.ts'];
  // And it logs as errors what it is told in every rebalance.
  const env = { ...process.env, KAFKAJS_LOG_LEVEL: 'NOTHING' };
  return spawnAndWait(process.execPath, args, { cwd: folder, env });
}

function dim(text: string): string {
  return styleText('dim', text);
}

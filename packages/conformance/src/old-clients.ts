import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { styleText } from 'node:util';
import { startKafka } from './kafka.ts';
import { buildOnce, CACHE_DIRECTORY, PACKAGE_DIRECTORY, runTool } from './process.ts';

const DIRECTORY = join(PACKAGE_DIRECTORY, 'clients', 'old');
const PYTHON = join(CACHE_DIRECTORY, 'old-python');
const LOGS = join(CACHE_DIRECTORY, 'logs');
/** So that groups begin at once. */
const CONFIG = { 'group.initial.rebalance.delay.ms': '0' };

/** Clients of the years of Kafka 0.9 to 2.0, and what of each runs. */
const PROGRAMS: readonly (readonly [command: string, ...args: string[]])[] = [
  [process.execPath, 'kafka-node.mjs'],
  [process.execPath, 'no-kafka.mjs'],
  [join(PYTHON, 'bin', 'python'), '-B', 'old_python.py', 'kafka-python'],
  [join(PYTHON, 'bin', 'python'), '-B', 'old_python.py', 'librdkafka'],
];

/** What a program prints for each scenario, a line of JSON. */
interface Reported {
  readonly client: string;
  readonly scenario: string;
  readonly ok: boolean;
  readonly detail: string;
}

interface Started {
  readonly bootstrapServers: string;
  stop(): Promise<void>;
}

/**
 * Runs the old clients against a broker of release 3.9, ours or the real one, which must take them too.
 * @returns whether every scenario succeeded.
 */
export async function runOldClients(kafka: boolean): Promise<boolean> {
  await Promise.all([buildJavaScript(), buildPython()]);
  const broker = kafka ? await startKafka({ version: '3.9.1', config: CONFIG }) : await startTestka();
  const reported: Reported[] = [];
  let exitedWell = true;
  try {
    for (const program of PROGRAMS) exitedWell = (await run(program, broker, reported)) && exitedWell;
  } finally {
    await broker.stop();
  }
  const failed = reported.filter(({ ok }) => !ok).length;
  console.log(`\nold clients: ${reported.length - failed} passed, ${failed} failed`);
  return exitedWell && failed === 0 && reported.length > 0;
}

async function startTestka(): Promise<Started> {
  const { createBroker } = await import('@testka/broker');
  const broker = await createBroker({ kafkaVersion: '3.9', config: CONFIG });
  return { bootstrapServers: broker.bootstrapServers, stop: () => broker.close() };
}

async function run(
  [command, ...args]: (typeof PROGRAMS)[number],
  { bootstrapServers }: Started,
  reported: Reported[],
): Promise<boolean> {
  const env = { ...process.env, BOOTSTRAP_SERVERS: bootstrapServers, RUN_ID: `old-${Date.now().toString(36)}` };
  const child = spawn(command, args, { cwd: DIRECTORY, env, stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    const result = JSON.parse(line) as Reported;
    reported.push(result);
    const mark = result.ok ? styleText('green', '✓') : styleText('red', '✗');
    console.log(`  ${mark} ${result.client}: ${result.scenario} ${result.detail}`);
  }
  return (await exited) === 0;
}

async function buildJavaScript(): Promise<void> {
  const manifest = await readFile(join(DIRECTORY, 'package.json'), 'utf8');
  await buildOnce(join(CACHE_DIRECTORY, 'old-js'), manifest, async () => {
    await rm(join(DIRECTORY, 'node_modules'), { recursive: true, force: true });
    const install = ['install', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts', '--omit=optional'];
    // A package manager that runs us says where it lies; that one works with our Node, which may have none beside it.
    const script = process.env['npm_execpath'];
    const npm = script?.endsWith('npm-cli.js') === true ? [process.execPath, script] : ['npm'];
    const [command = 'npm', ...args] = [...npm, ...install, '--prefix', DIRECTORY];
    await runTool(command, args, { cwd: DIRECTORY, logFile: join(LOGS, 'old-js-build.log') });
  });
}

async function buildPython(): Promise<void> {
  const requirements = join(DIRECTORY, 'requirements.txt');
  const logFile = join(LOGS, 'old-python-build.log');
  await buildOnce(PYTHON, await readFile(requirements, 'utf8'), async () => {
    await runTool('python3', ['-m', 'venv', PYTHON], { logFile });
    await runTool(join(PYTHON, 'bin', 'python'), ['-m', 'pip', 'install', '-r', requirements], { logFile });
  });
}

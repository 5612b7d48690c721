import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

const SERVICES = join(import.meta.dirname, '..', process.env.SERVICES ?? 'src');

/** Starts a service in a process of its own, which is gone when the test is over. */
export function start(service: string, env: Readonly<Record<string, string>>): ChildProcess {
  const args = [...process.execArgv, join(SERVICES, service)];
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: 'inherit' });
  onTestFinished(() => end(child));
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}

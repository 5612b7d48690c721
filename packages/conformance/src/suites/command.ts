import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { CACHE_DIRECTORY } from '../process.ts';

interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Of the log in the cache. */
  readonly name: string;
}

/** Runs tests to their end, whatever comes of them, and gives what they printed. */
export async function runTests({ command, args, cwd, env, name }: Command): Promise<string> {
  const directory = join(CACHE_DIRECTORY, 'logs');
  await mkdir(directory, { recursive: true });
  const file = join(directory, `suite-${name}.log`);
  const log = createWriteStream(file);
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  await once(child, 'close');
  log.end();
  await finished(log);
  return readFile(file, 'utf8');
}

import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `packages/conformance`, absolute. */
export const PACKAGE_DIRECTORY = dirname(dirname(fileURLToPath(import.meta.url)));

/** Everything fetched or built lives here and only here; git ignores it. */
export const CACHE_DIRECTORY = join(PACKAGE_DIRECTORY, '.cache');

/** Runs a build tool to its end. @throws with the last lines it printed when it exits with anything but 0. */
export async function runTool(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; logFile: string },
): Promise<void> {
  await mkdir(dirname(options.logFile), { recursive: true });
  const log = createWriteStream(options.logFile);
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  await new Promise<void>((resolve) => log.end(() => resolve()));
  if (exitCode === 0) return;
  throw new Error(`${command} ${args[0] ?? ''} exited with ${exitCode}:\n${await tail(options.logFile)}`);
}

/** The last lines of a text file, or a sentence when there is none. */
export async function tail(file: string, lineCount = 25): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '(no output)');
  return text.trimEnd().split('\n').slice(-lineCount).join('\n');
}

/**
 * Builds `directory` once per `fingerprint`: an interrupted or outdated build starts over from an empty directory.
 * The marker is written last, so a directory that has it is complete.
 */
export async function buildOnce(directory: string, fingerprint: string, build: () => Promise<void>): Promise<void> {
  const marker = join(directory, '.built');
  if ((await readFile(marker, 'utf8').catch(() => '')) === fingerprint) return;
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await build();
  await writeFile(marker, fingerprint);
}

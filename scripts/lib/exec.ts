import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../toolchain.mjs';

export interface ExecOptions {
  cwd?: string;
  env?: Record<string, string | undefined>;
  /** What runs the scripts of packages; default: this Node. */
  node?: string;
  timeoutMs?: number;
}

export interface ExecResult {
  ok: boolean;
  /** stdout and stderr, as they came. */
  output: string;
}

/** Runs a program to its end and keeps its output. A program that cannot be started counts as failed. */
function exec(command: string, args: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
    });
    const chunks: Buffer[] = [];
    const end = (ok: boolean, note: string): void =>
      resolve({ ok, output: Buffer.concat(chunks).toString('utf8') + note });
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (error) => end(false, `${command}: ${error.message}\n`));
    child.on('close', (code, signal) => end(code === 0, signal === null ? '' : `${command}: ended by ${signal}\n`));
  });
}

/** Runs a script of ours or of a package by Node. */
export function execNode(script: string, args: readonly string[] = [], options: ExecOptions = {}): Promise<ExecResult> {
  return exec(options.node ?? process.execPath, [script, ...args], options);
}

/**
 * Runs a package's command without a shell and without `.bin`, which differs between platforms.
 * @param home the folder whose node_modules holds the package
 */
export function execBin(
  name: string,
  args: readonly string[],
  options: ExecOptions & { home?: string; bin?: string } = {},
): Promise<ExecResult> {
  return execNode(binPath(options.home ?? root, name, options.bin), args, options);
}

/** The script behind a package's command: `binPath(root, 'typescript', 'tsc')`. */
export function binPath(home: string, name: string, command = name.replace(/^@[^/]+\//, '')): string {
  const folder = join(home, 'node_modules', name);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const script = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[command];
  if (script === undefined) throw new Error(`${name} has no command ${command}`);
  return join(folder, script);
}

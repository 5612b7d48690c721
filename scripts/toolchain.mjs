// Brings Node and pnpm by npm, so that a machine needs nothing but Node >= 20.19 and npm.
// Plain JavaScript without dependencies: this file runs before anything is installed.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
export const cache = join(root, '.cache');

/** Exactly these versions, so that two runs differ in nothing but the code. */
const NODE_VERSIONS = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0', 26: '26.10.0' };
const PNPM_VERSION = '10.34.9';

/** The major version of Node that builds and tests run on: tsdown does not run on 20. */
export const TOOLS_NODE = 24;

/**
 * The folder of a Node binary, to be put first in PATH.
 * @param {20 | 22 | 24 | 26} major
 * @returns {Promise<{ executable: string, folder: string }>}
 */
export async function bringNode(major) {
  // The packages with the binaries are taken directly: `node` picks one of them in an install script, which npm blocks.
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `${prefix}-${platform}-${process.arch}`;
  if (serves(process.versions.node, NODE_VERSIONS[major])) {
    return { executable: process.execPath, folder: dirname(process.execPath) };
  }
  const folder = join(await bringPackage(name, NODE_VERSIONS[major]), 'bin');
  return { executable: join(folder, process.platform === 'win32' ? 'node.exe' : 'node'), folder };
}

/** Whether a version of Node may stand in for the pinned one: the same major, and not older. */
function serves(version, pinned) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [pinnedMajor = 0, pinnedMinor = 0] = pinned.split('.').map(Number);
  return major === pinnedMajor && minor >= pinnedMinor;
}

/**
 * pnpm, to be run by a Node.
 * @returns {Promise<{ script: string, folder: string }>} the script, and the folder with the command for PATH
 */
export async function bringPnpm() {
  const folder = await bringPackage('pnpm', PNPM_VERSION);
  return { script: join(folder, 'bin', 'pnpm.cjs'), folder: join(folder, '..', '.bin') };
}

/**
 * Installs one package into the cache, unless it is there.
 * @param {string} name
 * @param {string} version
 * @returns {Promise<string>} its folder
 */
async function bringPackage(name, version) {
  const home = join(cache, 'toolchain', `${name}-${version}`);
  const folder = join(home, 'node_modules', name);
  if (existsSync(folder)) return folder;
  console.log(`Bringing ${name} ${version} by npm …`);
  await mkdir(join(cache, 'toolchain'), { recursive: true });
  // Installed aside and moved into place, so that a broken or concurrent run leaves nothing half done.
  const aside = await mkdtemp(join(cache, 'toolchain', 'incoming-'));
  try {
    await writeFile(join(aside, 'package.json'), '{ "private": true }\n');
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
    await run(process.execPath, [npmScript(), 'install', '--no-save', ...flags, `${name}@${version}`], { cwd: aside });
    await rename(aside, home).catch(async (error) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return folder;
}

/**
 * The script of npm: `npm.cmd` cannot be spawned without a shell since Node 20.12, the script runs everywhere.
 * @returns {string}
 */
export function npmScript() {
  const here = dirname(process.execPath);
  const candidates = [
    process.env.npm_execpath,
    join(here, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(here, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    ...npmInPath(),
  ];
  const script = candidates.find((candidate) => candidate?.endsWith('npm-cli.js') && existsSync(candidate));
  if (script === undefined) throw new Error('npm was not found; it comes with Node');
  return script;
}

/** Where distributions put npm apart from Node, `npm` in PATH is a link to its script. */
function npmInPath() {
  return (process.env.PATH ?? process.env.Path ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'npm'))
    .filter((file) => existsSync(file))
    .map((file) => realpathSync(file));
}

/**
 * Runs a command with our output.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<void>} rejects unless the command ends with 0
 */
export async function run(command, args, options) {
  const code = await spawnAndWait(command, args, options);
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')}: ended with ${code}`);
}

/**
 * Runs a command with our input and output.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<number>} its exit code; 1 if a signal ended it
 */
export function spawnAndWait(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

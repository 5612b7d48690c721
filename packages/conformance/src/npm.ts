import { runTool } from './process.ts';

const FLAGS = ['--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts'];

/**
 * Installs into `directory` what its manifest names, or the packages that are given, without their install scripts.
 * @throws with the last lines of npm when it fails
 */
export async function installByNpm(directory: string, packages: readonly string[], logFile: string): Promise<void> {
  // A package manager that runs us says where it lies; that one works with our Node, which may have none beside it.
  const script = process.env['npm_execpath'];
  const npm = script?.endsWith('npm-cli.js') === true ? [process.execPath, script] : ['npm'];
  const [command = 'npm', ...args] = [...npm, 'install', ...packages, ...FLAGS, '--prefix', directory];
  await runTool(command, args, { cwd: directory, logFile });
}

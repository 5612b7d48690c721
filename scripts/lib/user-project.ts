import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { npmScript, root } from '../toolchain.mjs';
import { execNode, type ExecResult } from './exec.ts';
import { tarball } from './published.ts';

/** A project of somebody who uses the package: where its files are, and what it installs beside our package. */
export interface UserProject {
  name: string;
  /** A folder that is copied into the project; a function makes it first. */
  files: string | (() => string);
  dependencies: Readonly<Record<string, string>>;
  /** Fields of package.json. */
  manifest?: Readonly<Record<string, unknown>>;
}

/** Outside the repository, where no package of ours is found by walking up; one per checkout, kept for the next run. */
export function projectFolder(project: UserProject): string {
  const checkout = createHash('sha256').update(root).digest('hex').slice(0, 8);
  return join(realpathSync(tmpdir()), `testka-packed-${checkout}`, project.name);
}

/** Puts the project's files there, and installs by npm what it depends on and our package as it would be published. */
export async function installProject(project: UserProject): Promise<ExecResult> {
  const folder = projectFolder(project);
  mkdirSync(folder, { recursive: true });
  removeOldFiles(folder);
  const files = typeof project.files === 'string' ? project.files : project.files();
  cpSync(files, folder, {
    recursive: true,
    filter: (source) => !/[\\/]node_modules$|[\\/]package\.json$/.test(source),
  });
  const digest = createHash('sha256').update(readFileSync(tarball)).digest('hex').slice(0, 16);
  // The name tells npm that the package has changed.
  const packed = `testka-${digest}.tgz`;
  const dependencies = { ...project.dependencies, testka: `file:./${packed}` };
  const wanted = JSON.stringify({ private: true, ...project.manifest, dependencies }, undefined, 2);
  writeFileSync(join(folder, 'package.json'), wanted);
  const stamp = join(folder, 'node_modules', '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { ok: true, output: '' };
  rmSync(stamp, { force: true });
  copyFileSync(tarball, join(folder, packed));
  const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  const result = await execNode(npmScript(), ['install', ...flags], { cwd: folder });
  if (result.ok) writeFileSync(stamp, wanted);
  return result;
}

/** What an earlier run left, but for what is installed: a suite that was deleted since must not run. */
function removeOldFiles(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name === 'node_modules' || name.endsWith('.tgz')) continue;
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

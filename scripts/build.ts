/** Builds the published package into packages/testka/dist and packs it, as `npm publish` would, into .cache/pack. */
import { cpSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { execBin, execNode } from './lib/exec.ts';
import { packageHome, tarball } from './lib/published.ts';
import { bringPnpm, root } from './toolchain.mjs';

/** @throws with the output of what failed */
export async function build(): Promise<void> {
  await rm(tarball, { force: true });
  await rm(join(packageHome, 'dist'), { recursive: true, force: true });
  const bundle = await execBin('tsdown', [], { home: packageHome, cwd: packageHome });
  if (!bundle.ok) throw new Error(`the build failed\n${bundle.output}`);
  // The page of the registry shows the package's own README.
  for (const file of ['README.md', 'LICENSE']) cpSync(join(root, file), join(packageHome, file));
  await mkdir(dirname(tarball), { recursive: true });
  const pnpm = await bringPnpm();
  const pack = await execNode(pnpm.script, ['pack', '--out', tarball], { cwd: packageHome });
  if (!pack.ok) throw new Error(`packing failed\n${pack.output}`);
}

if (import.meta.main) {
  await build();
  console.log('Built packages/testka/dist');
}

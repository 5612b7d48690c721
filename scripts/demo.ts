/** Builds the package and runs the example's tests against it: a real client, a real socket, no Docker. */
import { join } from 'node:path';

import { build } from './build.ts';
import { binPath } from './lib/exec.ts';
import { root, spawnAndWait } from './toolchain.mjs';

await build();
const home = join(root, 'examples', 'orders');
const args = [binPath(home, 'vitest'), 'run', '--reporter=verbose', ...process.argv.slice(2)];
process.exitCode = await spawnAndWait(process.execPath, args, { cwd: home });

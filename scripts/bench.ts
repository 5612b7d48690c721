/** Builds the package and measures it. */
import { build } from './build.ts';
import { root, spawnAndWait } from './toolchain.mjs';

await build();
const args = ['packages/benchmarks/src/run.ts', ...process.argv.slice(2)];
process.exitCode = await spawnAndWait(process.execPath, args, { cwd: root });

/** Checks that the lock file names no host, so that it installs from whatever registry a machine is set up for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './toolchain.mjs';

const lines = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8').split('\n');
const problems = lines.flatMap((line, index) =>
  /tarball:|https?:\/\//.test(line) ? [`pnpm-lock.yaml:${index + 1}: names a host: ${line.trim()}`] : [],
);
for (const problem of problems) console.log(problem);
if (problems.length > 0) process.exitCode = 1;

/** Formats everything. */
import { execBin } from './lib/exec.ts';

const { ok, output } = await execBin('oxfmt', process.argv.slice(2));
console.log(output);
if (!ok) process.exitCode = 1;

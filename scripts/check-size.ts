/** Checks what users download and what an import loads against budgets, and that what files load is there. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { packageHome, tarball } from './lib/published.ts';

const PACKED_BUDGET_KB = 480;

const packedKb = statSync(tarball).size / 1000;
const files = listTar(gunzipSync(readFileSync(tarball)));
const unpackedKb = files.reduce((sum, file) => sum + file.size, 0) / 1000;
const eagerKb = eagerBytes(join(packageHome, 'dist', 'index.js')) / 1000;

const problems = [
  ...(packedKb > PACKED_BUDGET_KB ? [`${packedKb.toFixed(0)} kB packed; the budget is ${PACKED_BUDGET_KB} kB`] : []),
  ...files.filter((file) => !isExpected(file.path)).map((file) => `${file.path} has no business in the package`),
  ...files.flatMap((file) => missingFiles(file.path)),
];
const sizes = `${packedKb.toFixed(0)} kB packed, ${unpackedKb.toFixed(0)} kB unpacked, ${files.length} files`;
console.log(`note: ${sizes}, ${eagerKb.toFixed(0)} kB loaded by the import`);
for (const problem of problems) console.log(problem);
if (problems.length > 0) process.exitCode = 1;

function isExpected(path: string): boolean {
  return /^package\/(dist\/[\w./-]+\.(js|cjs|d\.ts|d\.cts|wasm|html|txt)|README\.md|LICENSE|package\.json)$/.test(path);
}

/** Files that a file of the package loads by a relative path, in whatever way, and that are not there. */
function missingFiles(path: string): string[] {
  if (!/\.c?js$/.test(path)) return [];
  const file = join(packageHome, path.replace(/^package\//, ''));
  return [...readFileSync(file, 'utf8').matchAll(/["'`](\.\.?\/[\w./-]+\.c?js)["'`]/g)]
    .map((match) => match[1] ?? '')
    .filter((target) => !existsSync(join(dirname(file), target)))
    .map((target) => `${path} loads ${target}, which is not there`);
}

/** Bytes of a module and of what it imports statically. */
function eagerBytes(entry: string): number {
  const seen = new Map<string, number>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    const source = readFileSync(path, 'utf8');
    seen.set(path, Buffer.byteLength(source));
    for (const match of source.matchAll(/\b(?:from|import)\s*["'](\.[^"']+)["']/g)) {
      visit(join(dirname(path), match[1] ?? ''));
    }
  };
  visit(entry);
  return [...seen.values()].reduce((sum, size) => sum + size, 0);
}

/** Names and sizes of the files in a tar archive; npm's have short names, so the first 100 bytes say all. */
function listTar(archive: Buffer): { path: string; size: number }[] {
  const entries: { path: string; size: number }[] = [];
  for (let offset = 0; offset + 512 <= archive.length;) {
    const header = archive.subarray(offset, offset + 512);
    const path = header.toString('utf8', 0, 100).replace(/\0.*$/s, '');
    if (path === '') break;
    const size = Number.parseInt(header.toString('latin1', 124, 136), 8);
    if (header.toString('latin1', 156, 157) !== '5') entries.push({ path, size });
    offset += 512 + Math.ceil(size / 512) * 512;
  }
  return entries;
}

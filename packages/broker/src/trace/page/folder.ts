import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PAGE_MARK } from './html.ts';

/** The first of `trace.html`, `trace-2.html`, … that there is not. */
export async function freePath(base: string): Promise<string> {
  for (let count = 1; ; count++) {
    const path = `${base}${count === 1 ? '' : `-${count}`}.html`;
    if ((await ageOf(path)) === undefined) return path;
  }
}

/** Keeps the newest pages of a folder. What we did not write stays, also when it is HTML. */
export async function removeOldPages(folder: string, maxTraces: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.html'));
  if (names.length <= maxTraces) return;
  const pages: { path: string; writtenAtMs: number }[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const writtenAtMs = await ageOf(path);
    if (writtenAtMs !== undefined && (await isPage(path))) pages.push({ path, writtenAtMs });
  }
  pages.sort((a, b) => b.writtenAtMs - a.writtenAtMs || a.path.localeCompare(b.path));
  // Another worker may be at the same.
  for (const { path } of pages.slice(maxTraces)) await rm(path, { force: true });
}

/** When it was written last; undefined: there is no such file, any more. */
async function ageOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function isPage(path: string): Promise<boolean> {
  try {
    const file = await open(path);
    try {
      const { buffer } = await file.read(Buffer.alloc(PAGE_MARK.length), 0, PAGE_MARK.length, 0);
      return buffer.toString('latin1') === PAGE_MARK;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}

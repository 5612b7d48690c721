import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BrokerError } from '../../errors.ts';
import { formatValue } from '../../format.ts';
import { PAGE_MARK } from './html.ts';

/** The first of `trace.html`, `trace-2.html`, … that there is not. */
export async function freePath(base: string): Promise<string> {
  for (let count = 1; ; count++) {
    const path = `${base}${count === 1 ? '' : `-${count}`}.html`;
    if ((await ageOf(path)) === undefined) return path;
  }
}

/** A run of tests takes no longer, ms; paths of pages that it has written are printed, and so these pages stay. */
const RUN_MS = 3_600_000;

/**
 * Keeps the newest pages of a folder, and all that this run may have written. What we did not write stays, also when it is HTML.
 */
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
  // By the newest page, not by a clock: tests may have faked it.
  const startOfRunMs = (pages[0]?.writtenAtMs ?? 0) - RUN_MS;
  const old = pages.slice(maxTraces).filter(({ writtenAtMs }) => writtenAtMs < startOfRunMs);
  // Another worker may be at the same.
  for (const { path } of old) await rm(path, { force: true });
}

/** @throws BrokerError ERR_INVALID_ARGUMENT: a page is a file */
export async function checkNoFolder(path: string): Promise<void> {
  const isFolder = /[\\/]$/.test(path) || (await isExistingFolder(path));
  if (!isFolder) return;
  const problem = `the path of save() names a folder, ${formatValue(path)}`;
  throw new BrokerError(
    'ERR_INVALID_ARGUMENT',
    `${problem}; name the file in it, such as ${formatValue(join(path, 'trace.html'))}`,
  );
}

async function isExistingFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
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

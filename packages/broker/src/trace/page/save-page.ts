import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { viewerAssets } from '@testka/viewer';
import type { BrokerContext } from '../../context.ts';
import { pageFolder, type TestIdentity } from '../keep-trace.ts';
import { checkNoFolder, freePath, removeOldPages } from './folder.ts';
import { pageHtml } from './html.ts';
import { pageData } from './page-data.ts';

interface Wanted {
  /** Undefined: a new file in the folder of pages. */
  readonly path: string | undefined;
  /** What it is about; undefined: no test in particular. */
  readonly test?: TestIdentity;
}

/** Writes the page of what was recorded. @returns its absolute path */
export async function savePage(context: BrokerContext, { path, test }: Wanted): Promise<string> {
  if (path !== undefined) await checkNoFolder(path);
  const page = pageData(context, test);
  const html = pageHtml(await viewerAssets(), page);
  const folder = pageFolder(context);
  const file = path === undefined ? await freePath(join(folder, 'trace')) : resolve(path);
  await mkdir(dirname(file), { recursive: true });
  // Whoever reads it meanwhile, such as what collects artifacts, finds a whole page or none.
  const half = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(half, html);
    await rename(half, file);
  } catch (error) {
    await rm(half, { force: true });
    throw error;
  }
  if (dirname(file) === folder) await removeOldPages(folder, context.options.trace.maxTraces);
  return file;
}

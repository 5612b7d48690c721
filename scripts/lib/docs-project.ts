import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { cache, root } from '../toolchain.mjs';
import { type DocBlock, extractBlocks } from './docs.ts';

/** Pages for users, whose code is run. */
const PAGES = ['guide.md', ...readdirSync(join(root, 'docs', 'recipes')).map((name) => `recipes/${name}`)];

/** Writes the code of the pages into a folder, to be installed as a user's project. */
export function writeDocsProject(project: DocBlock['project']): string {
  const folder = join(cache, 'docs', project);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const configured: string[] = [];
  for (const page of PAGES) {
    const blocks = extractBlocks(readFileSync(join(root, 'docs', page), 'utf8'), page.replace(/\.md$/, ''));
    for (const block of blocks.filter((candidate) => candidate.project === project)) {
      const file = join(folder, block.file);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, block.code);
      if (block.file.endsWith('/vitest.config.ts')) configured.push(dirname(block.file));
    }
  }
  if (project === 'vitest') writeFileSync(join(folder, 'vitest.config.mjs'), configOfPages(configured));
  return folder;
}

/** Pages that show a config are run with it, by themselves. */
function configOfPages(configured: readonly string[]): string {
  const exclude = ['**/node_modules/**', ...configured.map((page) => `${page}/**`)];
  const projects = [{ extends: true, test: { name: 'pages', exclude } }, ...configured];
  return `export default ${JSON.stringify({ test: { projects } })};\n`;
}

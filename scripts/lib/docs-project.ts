import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { cache, root } from '../toolchain.mjs';
import { type DocBlock, extractBlocks } from './docs.ts';

/** Pages for users, whose code is run. */
const PAGES = ['guide.md', ...readdirSync(join(root, 'docs', 'recipes')).map((name) => `recipes/${name}`)];

/** What the decorators of Nest need. */
const COMPILER_OPTIONS = '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }\n';

/** Writes the code of the pages into a folder, to be installed as a user's project. */
export function writeDocsProject(project: DocBlock['project']): string {
  const folder = join(cache, 'docs', project);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'tsconfig.json'), COMPILER_OPTIONS);
  for (const page of PAGES) {
    const blocks = extractBlocks(readFileSync(join(root, 'docs', page), 'utf8'), page.replace(/\.md$/, ''));
    for (const block of blocks.filter((candidate) => candidate.project === project)) {
      const file = join(folder, block.file);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, block.code);
    }
  }
  return folder;
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import type { ViewerAssets } from './assets.ts';

const FOLDER = join(import.meta.dirname, '..', 'page');

/** Makes one script of the viewer's modules, for any browser of the last three years. */
export async function bundleViewer(): Promise<ViewerAssets> {
  const bundle = await rolldown({ input: join(FOLDER, 'main.ts'), logLevel: 'warn', transform: { target: 'es2022' } });
  try {
    const { output } = await bundle.generate({ format: 'iife', minify: true });
    return { script: output[0].code.trim(), style: await bundleStyle() };
  } finally {
    await bundle.close();
  }
}

/** Without comments and indentation. */
async function bundleStyle(): Promise<string> {
  const source = await readFile(join(FOLDER, 'page.css'), 'utf8');
  return source
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/\s*\n\s*/g, '\n')
    .trim();
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { compileFunction, type Context } from 'node:vm';

/**
 * Loads a CommonJS file, and what it requires by relative paths, as code of another realm: what it makes is of the same Array, Map and
 * Error as what the code there makes, and so equal to it.
 */
export function requireInto(context: Context, file: string): unknown {
  const loaded = new Map<string, { exports: unknown }>();
  const load = (path: string): unknown => {
    const known = loaded.get(path);
    if (known !== undefined) return known.exports;
    const module = { exports: {} as unknown };
    loaded.set(path, module);
    const outside = createRequire(path);
    const inside = (specifier: string): unknown =>
      specifier.startsWith('.') ? load(outside.resolve(specifier)) : outside(specifier);
    const names = ['exports', 'require', 'module', '__filename', '__dirname'];
    const run = compileFunction(readFileSync(path, 'utf8'), names, { filename: path, parsingContext: context });
    run(module.exports, inside, module, path, dirname(path));
    return module.exports;
  };
  return load(file);
}

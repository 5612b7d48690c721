import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

import type { TsdownPlugin } from 'tsdown';

/** Folders of the packages that any of the builds bundles: the builds share one file, and the last writes them all. */
const homes = new Set<string>();

/** Writes the licences of the packages that are bundled in, as most licences ask, to `third-party-licenses.txt`. */
export function bundledLicenses(): TsdownPlugin {
  return {
    name: 'bundled-licenses',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
      for (const module of modules) {
        const home = packageHomeOf(module);
        if (home !== undefined) homes.add(home);
      }
      if (homes.size === 0) return;
      const source = [...homes]
        .toSorted()
        .map(describeLicense)
        .join(`\n${'-'.repeat(80)}\n\n`);
      this.emitFile({ type: 'asset', fileName: 'third-party-licenses.txt', source });
    },
  };
}

/** The folder of the package that a module is from, if it is not one of ours. */
function packageHomeOf(module: string): string | undefined {
  const parts = module.replace(/^\0/, '').split(/[\\/]/);
  const at = parts.lastIndexOf('node_modules');
  if (at < 0) return undefined;
  const isScoped = parts[at + 1]?.startsWith('@') ?? false;
  return parts.slice(0, at + (isScoped ? 3 : 2)).join(sep);
}

function describeLicense(home: string): string {
  const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Record<string, string>;
  const file = readdirSync(home).find((name) => /^licen[cs]e/i.test(name));
  const text = file === undefined ? '' : `\n${readFileSync(join(home, file), 'utf8').trim()}\n`;
  return `${manifest['name']} ${manifest['version']} (${manifest['license']})\n${text}`;
}

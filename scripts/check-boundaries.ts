/**
 * Checks who imports whom, which neither the compiler nor the linter says:
 * - protocol ← core ← broker ← everything else, and only broker and simulation import core; viewer, the page of a trace,
 *   imports none of ours;
 * - a package is imported by its exports, declared in package.json; a relative import stays inside its package;
 * - protocol and core import no `node:*`, but for protocol's compression; core imports no package from outside;
 * - a file imports with its extension, as Node runs the sources unbuilt.
 * Tests may import `node:*`, and the packages that the root has for tests.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

import { root } from './toolchain.mjs';

/** Which of our packages a package may import; what is not listed here may import all but core. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  core: ['protocol'],
  viewer: [],
  broker: ['core', 'protocol', 'viewer'],
  runners: ['broker'],
  simulation: ['core', 'protocol'],
};
const MAY_IMPORT_CORE = ['broker', 'simulation'];

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

interface SourceFile {
  /** Relative to the root, with slashes: `packages/core/src/log/log.ts`. */
  path: string;
  /** The folder's name: `core`. */
  package: string;
  /** Tests and harnesses: more is allowed in them. */
  isTest: boolean;
}

const manifests = new Map<string, Manifest>();

/** What is wrong with one import, or undefined. */
export function judgeImport(file: SourceFile, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return judgeRelativeImport(file, specifier);
  if (specifier.startsWith('node:')) return judgeNodeImport(file);
  const own = /^@testka\/([^/]+)/.exec(specifier)?.[1] ?? (/^testka(\/|$)/.test(specifier) ? 'testka' : undefined);
  if (own !== undefined) return judgeOwnImport(file, own, specifier);
  if (file.package === 'core' && !file.isTest) return 'core depends on protocol only';
  return judgeDeclared(file, specifier);
}

function judgeRelativeImport(file: SourceFile, specifier: string): string | undefined {
  const target = relative(root, resolve(root, dirname(file.path), specifier))
    .split(sep)
    .join('/');
  if (!target.startsWith(`packages/${file.package}/`)) return 'leaves its package; import the package by its name';
  return /\.(ts|mts|cts|mjs|cjs|js|json)$/.test(specifier) ? undefined : 'lacks its extension, `.ts`';
}

function judgeNodeImport(file: SourceFile): string | undefined {
  if (file.isTest) return undefined;
  if (file.package === 'core') return 'core has no sockets, files or clock';
  const inCompression = file.path.startsWith('packages/protocol/src/compression/');
  if (file.package === 'protocol' && !inCompression) return 'protocol may import node:* in src/compression only';
  return undefined;
}

function judgeOwnImport(file: SourceFile, target: string, specifier: string): string | undefined {
  if (target === file.package) return 'imports itself by name';
  if (target === 'core' && !MAY_IMPORT_CORE.includes(file.package)) return 'only broker and simulation may import core';
  const allowed = MAY_IMPORT[file.package];
  if (allowed !== undefined && !allowed.includes(target)) return `${file.package} may not import ${target}`;
  if (/^@testka\/[^/]+\/src\b/.test(specifier)) return "imports another package's src";
  return judgeDeclared(file, specifier);
}

function judgeDeclared(file: SourceFile, specifier: string): string | undefined {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const manifest = readManifest(`packages/${file.package}/package.json`);
  const forTests = file.isTest ? readManifest('package.json').devDependencies : {};
  const declared = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies, ...forTests };
  return name in declared ? undefined : `${name} is not in packages/${file.package}/package.json`;
}

function readManifest(path: string): Manifest {
  const manifest = manifests.get(path) ?? (JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest);
  manifests.set(path, manifest);
  return manifest;
}

/** Specifiers of static, dynamic, type-only and side-effect imports, and of what loads modules in other ways. */
export function findImports(source: string): { specifier: string; line: number }[] {
  const patterns = [
    /^[ \t]*(?:import|export)\b[^'"`;]*?\bfrom\s*(['"])(?<specifier>[^'"]+)\1/gm,
    /^[ \t]*import\s*(['"])(?<specifier>[^'"]+)\1/gm,
    /^(?![ \t]*(?:\*|\/\/)).*?\b(?:import|require|getBuiltinModule)\s*\(\s*(['"`])(?<specifier>[^'"`]+)\1/gm,
  ];
  return patterns.flatMap((pattern) =>
    [...source.matchAll(pattern)].map((match) => ({
      specifier: match.groups?.['specifier'] ?? '',
      line: source.slice(0, match.index + match[0].length).split('\n').length,
    })),
  );
}

function* sourceFiles(): Generator<SourceFile> {
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name, 'src');
    if (!existsSync(folder)) continue;
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.[cm]?ts$/.test(entry.name)) continue;
      const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join('/');
      yield { path, package: name, isTest: /\.test\.ts$|\/test\//.test(path) };
    }
  }
}

if (import.meta.main) {
  const problems: string[] = [];
  let count = 0;
  for (const file of sourceFiles()) {
    count += 1;
    for (const { specifier, line } of findImports(readFileSync(join(root, file.path), 'utf8'))) {
      const problem = judgeImport(file, specifier);
      if (problem !== undefined) problems.push(`${file.path}:${line}: '${specifier}': ${problem}`);
    }
  }
  console.log(problems.length === 0 ? `note: ${count} files` : problems.join('\n'));
  if (problems.length > 0) process.exitCode = 1;
}

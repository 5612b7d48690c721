import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { defineConfig, type UserConfig } from 'tsdown';

import { bundleViewer } from '@testka/viewer/bundle';

import { bundledLicenses } from './licenses.ts';

/**
 * The page of a trace is text in the package: nobody who saves one has a bundler. It is in a file of its own, once for both
 * formats, and what asks for it loads that.
 */
function viewerAssets(code: () => Promise<string> | string): NonNullable<UserConfig['plugins']> {
  return {
    name: 'viewer-assets',
    load: {
      filter: { id: /[\\/]viewer[\\/]src[\\/]assets\.ts$/ },
      handler: async () => ({ code: await code(), moduleType: 'js' }),
    },
  };
}

const LOAD_VIEWER = `
  import { createRequire } from 'node:module';
  export const viewerAssets = async () => createRequire(import.meta.url)('./viewer.cjs');
`;

async function viewerAsText(): Promise<string> {
  const { script, style } = await bundleViewer();
  return `export const script = ${JSON.stringify(script)}, style = ${JSON.stringify(style)};`;
}

const common: UserConfig = {
  platform: 'node',
  target: 'node20.19',
  // At the root, as the declarations of all packages are emitted relative to it.
  tsconfig: '../../tsconfig.build.json',
  clean: false, // scripts/build.ts does, before the builds below start side by side
  fixedExtension: false,
  hash: false,
  checks: { legacyCjs: false },
  // Functions and classes keep their names: a stack trace of a user must tell where it was. Costs 3 % of the package.
  minify: {
    compress: { keepNames: { function: true, class: true } },
    mangle: { toplevel: true, keepNames: true },
    codegen: { removeWhitespace: true },
  },
  plugins: [bundledLicenses(), viewerAssets(() => LOAD_VIEWER)],
};

/**
 * The types of `testka/jest` are those of @jest/globals where it can be found: it comes with Jest, but not every package
 * manager puts it where our declarations look. Without it, `test` and `expect` are `any`, and nothing fails.
 */
function makeJestTypesOptional(): void {
  // Called after each format; the declarations of the other may not be there yet, or be done already.
  for (const file of ['dist/jest.d.ts', 'dist/jest.d.cts']) {
    const path = join(import.meta.dirname, file);
    if (!existsSync(path)) continue;
    const declarations = readFileSync(path, 'utf8');
    const plainImport = /(?<!ignore: it may be missing\n)^import .* from "@jest\/globals";$/m;
    writeFileSync(path, declarations.replace(plainImport, '// @ts-ignore: it may be missing\n$&'));
  }
}

/** V8 reads source that is all ASCII a sixth faster: other characters in texts are written as escapes. */
function escapeNonAscii(): void {
  const folders = ['dist', 'dist/chunks'].map((folder) => join(import.meta.dirname, folder));
  for (const folder of folders.filter((each) => existsSync(each))) {
    for (const file of readdirSync(folder).filter((name) => /\.c?js$/.test(name))) {
      const path = join(folder, file);
      const code = readFileSync(path, 'utf8');
      const escaped = code.replace(
        /[\u0080-\uffff]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
      if (escaped !== code) writeFileSync(path, escaped);
    }
  }
}

/** What several runners share, and loads no runner. */
const HOOKS = /[\\/]runners[\\/]src[\\/](adopt-broker|environment|file-broker|hook-options|stand-in|use-broker)\.ts$/;

const ENTRIES = [
  'index',
  'vitest',
  'vitest-global-setup',
  'jest',
  'jest-environment',
  'jest-global-setup',
  'jest-global-teardown',
  'node-test',
  // Not for users: the Jest environment loads it into the sandbox of a test file.
  'file-broker',
];

/**
 * One package for users, bundled from the private ones: ESM and CommonJS, each with its types.
 * What is loaded lazily stays a chunk of its own; in CommonJS it becomes `require`, as Jest refuses `import()`.
 */
export default defineConfig([
  {
    ...common,
    entry: ENTRIES.map((name) => `src/${name}.ts`),
    format: ['esm', 'cjs'],
    dts: true,
    onSuccess: () => {
      makeJestTypesOptional();
      escapeNonAscii();
    },
    // Nothing gets into the bundle by accident. Jest answers for @jest/globals itself, wherever it is asked from.
    deps: { onlyBundle: [], neverBundle: ['@jest/globals'] },
    outputOptions: (options, format, { cjsDts }) => ({
      ...options,
      minifyInternalExports: false,
      exports: 'named' as const,
      // Each file costs a millisecond: what every use of hooks loads is one.
      codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: 'hooks', test: HOOKS }] },
      chunkFileNames: ({ name, isDynamicEntry, moduleIds }) => {
        // What entry points share would be named after one of its files.
        const holds = (folder: RegExp): boolean => moduleIds.some((id) => folder.test(id));
        const ofBroker = holds(/[\\/]broker[\\/]src[\\/]matching[\\/](?!subject)/) ? 'matchers' : 'broker';
        const shared = holds(/[\\/]broker[\\/]src[\\/]/) ? ofBroker : 'hooks';
        const chunk = isDynamicEntry ? name : shared;
        return `chunks/${chunk}.${format === 'cjs' || cjsDts ? 'cjs' : 'js'}`;
      },
    }),
  },
  {
    // A module that waits as it is loaded, which CommonJS has no form for.
    ...common,
    entry: ['src/vitest-setup.ts'],
    format: 'esm',
    dts: true,
    deps: { onlyBundle: [], neverBundle: ['./vitest.js'] },
  },
  {
    // Loaded by `require` from a file of its own in both formats: the core decompresses in one go. See zstd-fallback.ts.
    ...common,
    entry: { 'chunks/fzstd': '../protocol/src/compression/fzstd.cjs' },
    format: 'cjs',
    dts: false,
    deps: { onlyBundle: ['fzstd'] },
  },
  {
    ...common,
    entry: { 'chunks/viewer': '../viewer/src/assets.ts' },
    format: 'cjs',
    dts: false,
    plugins: [viewerAssets(viewerAsText)],
  },
]);

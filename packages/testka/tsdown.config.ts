import { defineConfig, type UserConfig } from 'tsdown';

import { bundledLicenses } from './licenses.ts';

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
  plugins: [bundledLicenses()],
};

/**
 * One package for users, bundled from the private ones: ESM and CommonJS, each with its types.
 * What is loaded lazily stays a chunk of its own; in CommonJS it becomes `require`, as Jest refuses `import()`.
 */
export default defineConfig([
  {
    ...common,
    entry: ['src/index.ts', 'src/vitest.ts', 'src/jest.ts', 'src/node-test.ts'],
    format: ['esm', 'cjs'],
    dts: true,
    // Nothing gets into the bundle by accident.
    deps: { onlyBundle: ['buffer-crc32'] },
    outputOptions: (options, format, { cjsDts }) => ({
      ...options,
      minifyInternalExports: false,
      chunkFileNames: ({ name, isDynamicEntry }) => {
        // What all entry points share would be named after one of its files.
        const chunk = isDynamicEntry ? name : 'broker';
        return `chunks/${chunk}.${format === 'cjs' || cjsDts ? 'cjs' : 'js'}`;
      },
    }),
  },
  {
    // Loaded by `require` from a file of its own in both formats: the core decompresses in one go. See zstd-fallback.ts.
    ...common,
    entry: { 'chunks/fzstd': '../protocol/src/compression/fzstd.cjs' },
    format: 'cjs',
    dts: false,
    deps: { onlyBundle: ['fzstd'] },
  },
]);

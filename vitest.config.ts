import { defineConfig } from 'vitest/config';

const packages = ['protocol', 'core', 'viewer', 'broker', 'runners', 'conformance', 'benchmarks', 'testka'];

/** One project per package, so that `vitest --project core` runs one of them. Tests sit next to the code. */
export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      ...packages.map((name) => ({
        root: `packages/${name}`,
        test: { name, include: ['{src,page}/**/*.test.ts'], environment: 'node' as const },
      })),
      'packages/conformance/migration/vitest.config.ts',
      { root: 'scripts', test: { name: 'scripts', include: ['**/*.test.ts'], environment: 'node' as const } },
    ],
  },
});

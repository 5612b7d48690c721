import { join } from 'node:path';

import { defineConfig } from 'vitest/config';

const packages = join(import.meta.dirname, '..', '..');

export default defineConfig({
  resolve: {
    alias: {
      '@testcontainers/kafka': join(import.meta.dirname, 'container.ts'),
      'testka/vitest': join(packages, 'testka', 'src', 'vitest.ts'),
      kafkajs: join(packages, 'broker', 'node_modules', 'kafkajs'),
    },
  },
  test: {
    name: 'migration',
    root: import.meta.dirname,
    include: ['*/*.test.ts'],
    testTimeout: 60_000,
    execArgv: ['--disable-warning=TimeoutNegativeWarning'],
  },
});

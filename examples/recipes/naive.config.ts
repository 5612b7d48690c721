import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { defineConfig } from 'vitest/config';

import { shared } from './vitest.config.ts';

/** The same tests on naive services, which must fail: in place of `src/lost-ack/shop.ts` comes `naive/lost-ack/shop.ts`. */
export default defineConfig({
  test: { ...shared, env: { ...shared.env, SERVICES: 'naive' } },
  plugins: [
    {
      name: 'naive services',
      enforce: 'pre',
      resolveId(source) {
        const naive = resolve(import.meta.dirname, source.replace(/^\.\.\/src\//, 'naive/'));
        return source.startsWith('../src/') && existsSync(naive) ? naive : undefined;
      },
    },
  ],
});

import { defineConfig } from 'vitest/config';

/** One broker for the whole run. */
export default defineConfig({
  test: {
    include: ['global/*.global.ts'],
    globalSetup: ['testka/vitest/global-setup', './global/produce.ts'],
    provide: { testka: { topics: { orders: { messages: [{ key: 'seed', value: { id: 0 } }] } } } },
  },
});

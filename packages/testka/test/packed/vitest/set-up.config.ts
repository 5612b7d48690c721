import { defineConfig } from 'vitest/config';

/** A broker for each test file, from before its imports on. */
export default defineConfig({
  test: {
    include: [
      'set-up/*.set-up.ts',
      '{consumer,fake-timers,fixture,hook-order,leftovers,matchers,orders,stand-in}.test.ts',
    ],
    setupFiles: ['testka/vitest/setup'],
    provide: { testka: { topics: { rates: { messages: [{ key: 'PT', value: 0.23 }] } } } },
  },
});

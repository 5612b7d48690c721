import { defineConfig } from 'vitest/config';

/** What both runs share: the right services, and the naive ones of `naive.config.ts`. */
export const shared = {
  include: ['test/**/*.test.ts'],
  // What the services read from their environment; with the values of production the tests take longer.
  env: { KAFKA_RETRY_MS: '20', KAFKA_HEARTBEAT_MS: '1', KAFKAJS_LOG_LEVEL: 'NOTHING' },
  // A service in a process of its own takes a while to be there.
  testTimeout: 10_000,
  // kafkajs sets timers to the past, and node:sqlite is young.
  execArgv: ['--disable-warning=TimeoutNegativeWarning', '--disable-warning=ExperimentalWarning'],
};

export default defineConfig({ test: shared });

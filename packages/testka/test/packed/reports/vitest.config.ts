import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { env: { KAFKAJS_LOG_LEVEL: 'NOTHING' }, testTimeout: 10_000 } });

export * from '@testka/runners/vitest';

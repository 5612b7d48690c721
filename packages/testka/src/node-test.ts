export * from '@testka/runners/node-test';

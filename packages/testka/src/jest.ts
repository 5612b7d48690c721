export * from '@testka/runners/jest';

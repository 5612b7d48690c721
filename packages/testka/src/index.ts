export * from '@testka/broker';

export * from './builder.ts';
export * from './control.ts';
export { crc32c } from './crc32c.ts';
export * from './errors.ts';
export * from './record-batch.ts';
export * from './record.ts';

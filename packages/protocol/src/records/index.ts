export * from './builder.ts';
export * from './control.ts';
export { crc32c } from './crc32c.ts';
export * from './errors.ts';
export { encodeLegacyRecord, type LegacyMagic, LegacyRecord, legacyRecordsIn } from './legacy-record.ts';
export { buildMessageSet, type MessageSetRecord, readLegacyRecord } from './message-set.ts';
export * from './record-batch.ts';
export * from './record.ts';

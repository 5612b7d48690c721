import type { ReadLimits } from '@testka/protocol';

/**
 * What one request may list and say. Every handler takes time for each entry and each name, some microseconds, and the test's
 * process stands still meanwhile: a frame of 100 MB would hold it for minutes. Records are no entries.
 * Differs: Kafka takes whatever `socket.request.max.bytes` lets in, on one of many threads.
 */
export const REQUEST_LIMITS: ReadLimits = { entries: 50_000, textBytes: 10 * 1024 * 1024 };

import type { Services } from '../services.ts';

const KEY = 'log-retention-check';

/**
 * Segments whose records were deleted go when they are next looked for, as in Kafka, whose check looks every
 * `log.retention.check.interval.ms`, at times of its own. Until then lookups by time find them.
 */
export function scheduleRetentionCheck(services: Services, now: number): void {
  const { timers, configs, metadata } = services;
  const isDue = [...metadata.partitions()].some(({ log }) => log.holdsDeletedRecords);
  if (!isDue || timers.has(KEY)) return;
  timers.schedule(KEY, now + configs.broker.number('log.retention.check.interval.ms'), (at) => {
    for (const { log } of metadata.partitions()) log.dropDeletedSegments();
    scheduleRetentionCheck(services, at);
  });
}

import type { Partition, Peer } from '@testka/core';
import type { Message } from '../types/message.ts';
import { decodeRecord, rawRecords } from './decode-batch.ts';
import type { TopicCodecs } from './encode-message.ts';

/** A message and when it was appended. */
export interface RecentMessage {
  readonly message: Message;
  readonly appendedAtMs: number;
  /** Undefined: of the test itself, or from a snapshot. */
  readonly peer: Peer | undefined;
}

/** Reports look no further back than this, in each partition. */
const MAX_OFFSETS = 1000;

/** The last messages of each partition that can be read, in append order: for reports. */
export function recentMessages(
  partitions: readonly Partition[],
  { codecs, since }: { readonly codecs: TopicCodecs; readonly since: number },
): RecentMessage[] {
  const places = partitions.flatMap((partition) => {
    const { log, highWatermark } = partition;
    const from = Math.max(log.logStartOffset, highWatermark - MAX_OFFSETS);
    const batches = [...log.batchesFrom(from)].filter(({ origin }) => origin.sequence > since);
    return batches.map((stored) => ({ partition, stored, from }));
  });
  places.sort((a, b) => a.stored.origin.sequence - b.stored.origin.sequence);
  return places.flatMap(({ partition, stored, from }) => {
    const { appendedAtMs, peer } = stored.origin;
    const found: RecentMessage[] = [];
    try {
      for (const raw of rawRecords(partition, stored, from))
        found.push({ message: decodeRecord(partition, stored, raw, codecs), appendedAtMs, peer });
    } catch {
      // What cannot be read is told of by whoever reads it; a report is about the rest.
    }
    return found;
  });
}

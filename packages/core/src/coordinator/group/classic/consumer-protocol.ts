import {
  codecOf,
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
  MalformedFrameError,
  Reader,
} from '@testka/protocol';
import { REQUEST_LIMITS } from '../../../request-limits.ts';
import type { TopicPartitions } from '../group-view.ts';

/** The protocol type of consumers, whose metadata and assignments a broker can read. */
export const CONSUMER_PROTOCOL_TYPE = 'consumer';

/**
 * Topics in a consumer's metadata. Read as version 0, which every version begins with.
 * @returns undefined when the bytes are something else.
 */
export function subscribedTopicsIn(metadata: Buffer): readonly string[] | undefined {
  return read(metadata, (reader) => codecOf(ConsumerProtocolSubscription, 0).decode(reader).topics);
}

/** Partitions in a consumer's assignment; none when the bytes are something else or empty. */
export function partitionsIn(assignment: Buffer): readonly TopicPartitions[] {
  return read(assignment, (reader) => codecOf(ConsumerProtocolAssignment, 0).decode(reader).assignedPartitions) ?? [];
}

function read<T>(bytes: Buffer, decode: (reader: Reader) => T): T | undefined {
  try {
    const reader = new Reader(bytes, 0, REQUEST_LIMITS);
    return reader.int16() < 0 ? undefined : decode(reader);
  } catch (error) {
    // The bytes are the client's own affair: other protocols, or a client that does not keep to this one.
    if (error instanceof MalformedFrameError) return undefined;
    throw error;
  }
}

import {
  codecOf,
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
  MalformedFrameError,
  Reader,
} from '@testka/protocol';
import type { PlainValue } from '@testka/viewer/data';

/** What consumers say when they join a group; undefined when the bytes are something else. */
export function plainSubscription(bytes: Buffer): PlainValue | undefined {
  const topics = read(bytes, (reader) => codecOf(ConsumerProtocolSubscription, 0).decode(reader).topics);
  return topics && { topics: [...topics] };
}

/** What a consumer is given; undefined when the bytes are something else. */
export function plainAssignment(bytes: Buffer): PlainValue | undefined {
  const partitions = assignedPartitions(bytes);
  return (
    partitions && {
      assignedPartitions: partitions.map(({ topic, partitions }) => ({ topic, partitions: [...partitions] })),
    }
  );
}

/** "orders[0, 2], audit[0]"; undefined when the bytes are something else. */
export function assignmentText(bytes: Buffer): string | undefined {
  return assignedPartitions(bytes)
    ?.map(({ topic, partitions }) => `${topic}[${partitions.join(', ')}]`)
    .join(', ');
}

function assignedPartitions(bytes: Buffer): readonly { topic: string; partitions: readonly number[] }[] | undefined {
  return read(bytes, (reader) => codecOf(ConsumerProtocolAssignment, 0).decode(reader).assignedPartitions);
}

/** Version 0 is what all versions begin with. */
function read<T>(bytes: Buffer, decode: (reader: Reader) => T): T | undefined {
  try {
    const reader = new Reader(bytes);
    return reader.int16() < 0 ? undefined : decode(reader);
  } catch (error) {
    if (error instanceof MalformedFrameError) return undefined;
    throw error;
  }
}

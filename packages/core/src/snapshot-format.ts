import { RecordBatch } from '@testka/protocol';
import type { LogSnapshot } from './log/log.ts';
import { Segment } from './log/segment.ts';
import type { ClusterSnapshot, ConfigRecord, PartitionSnapshot, TopicSnapshot } from './snapshot.ts';

/** A batch but for its bytes. */
type PackedBatch = readonly [sizeInBytes: number, appendedAtMs: number, sequence: number, clientId: string | null];

interface PackedSegment {
  readonly baseOffset: number;
  readonly createdAtMs: number;
  readonly batches: readonly PackedBatch[];
}

interface PackedPartition extends Omit<PartitionSnapshot, 'log'> {
  readonly log: Omit<LogSnapshot, 'segments'> & { readonly segments: readonly PackedSegment[] };
}

interface PackedTopic extends Omit<TopicSnapshot, 'partitions'> {
  readonly partitions: readonly PackedPartition[];
}

/** A snapshot as JSON can hold it. The bytes of its batches go beside it, in their order. */
export interface PackedSnapshot extends Omit<ClusterSnapshot, 'topics' | 'configs' | 'features'> {
  readonly topics: readonly PackedTopic[];
  readonly configs: readonly (readonly [string, ConfigRecord])[];
  readonly features: readonly (readonly [string, number])[];
}

/** @param batches takes the bytes of the batches */
export function packSnapshot(snapshot: ClusterSnapshot, batches: Buffer[]): PackedSnapshot {
  const packSegment = ({ baseOffset, createdAtMs, batches: stored }: Segment): PackedSegment => {
    for (const { bytes } of stored) batches.push(bytes);
    return {
      baseOffset,
      createdAtMs,
      batches: stored.map(({ bytes, origin: { appendedAtMs, sequence, clientId } }) => {
        return [bytes.length, appendedAtMs, sequence, clientId];
      }),
    };
  };
  return {
    ...snapshot,
    topics: [...snapshot.topics.values()].map((topic) => ({
      ...topic,
      partitions: topic.partitions.map(({ log, ...partition }) => ({
        ...partition,
        log: { ...log, segments: log.segments.map(packSegment) },
      })),
    })),
    configs: [...snapshot.configs],
    features: [...snapshot.features],
  };
}

/** @param bytes of the batches, one after the other; they are kept */
export function unpackSnapshot(packed: PackedSnapshot, bytes: Buffer): ClusterSnapshot {
  let at = 0;
  const unpackSegment = ({ baseOffset, createdAtMs, batches }: PackedSegment): Segment => {
    const segment = new Segment(baseOffset, createdAtMs);
    for (const [sizeInBytes, appendedAtMs, sequence, clientId] of batches) {
      const stored = bytes.subarray(at, (at += sizeInBytes));
      segment.append(RecordBatch.at(stored), stored, { clientId, appendedAtMs, sequence, peer: undefined });
    }
    segment.isSealed = true;
    return segment;
  };
  const topics = packed.topics.map((topic): TopicSnapshot => ({
    ...topic,
    partitions: topic.partitions.map(({ log, ...partition }) => ({
      ...partition,
      log: { ...log, segments: log.segments.map(unpackSegment) },
    })),
  }));
  return {
    ...packed,
    topics: new Map(topics.map((topic) => [topic.name, topic])),
    configs: new Map(packed.configs),
    features: new Map(packed.features),
  };
}

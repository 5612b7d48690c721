import { ErrorCode, type InferInput, type ListOffsetsRequest, type ListOffsetsResponse } from '@testka/protocol';
import type { RequestContext } from '../context.ts';
import type { Partition } from '../partition/partition.ts';

type Response = InferInput<typeof ListOffsetsResponse>;
type PartitionResponse = Response['topics'][number]['partitions'][number];
type PartitionRequest = ListOffsetsRequest['topics'][number]['partitions'][number];

const LATEST = -1;
const EARLIEST = -2;

/** ListOffsets v0, under 3.9: where the segments begin that were written by a time, the newest first. */
export function listSegments(context: RequestContext, { topics }: ListOffsetsRequest): Response {
  return {
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((wanted) => listOf(context, name, wanted)),
    })),
  };
}

function listOf(context: RequestContext, topicName: string, wanted: PartitionRequest): PartitionResponse {
  const { partitionIndex, timestamp, maxNumOffsets } = wanted;
  const answer = (errorCode: ErrorCode, oldStyleOffsets: readonly number[] = []): PartitionResponse => {
    return { partitionIndex, errorCode, oldStyleOffsets, timestamp: -1, offset: -1, leaderEpoch: -1 };
  };
  if (!context.allowed('Describe', 'Topic', topicName)) return answer(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
  if (timestamp < EARLIEST) return answer(ErrorCode.UNSUPPORTED_VERSION);
  const partition = context.services.metadata.partition(topicName, partitionIndex);
  if (partition === undefined) return answer(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  if (partition.leader !== context.broker) return answer(ErrorCode.NOT_LEADER_OR_FOLLOWER);
  return answer(ErrorCode.NONE, offsetsBefore(partition, timestamp, context.now).slice(0, Math.max(maxNumOffsets, 0)));
}

/** Of each segment, its base offset and the time it was last written; behind them the end of the log (UnifiedLog.legacyFetchOffsetsBefore). */
function offsetsBefore({ log, highWatermark }: Partition, timestamp: number, now: number): number[] {
  const offsets = log.segments.map((segment) => ({
    offset: Math.max(segment.baseOffset, log.logStartOffset),
    writtenAtMs: segment.lastWrittenAtMs,
  }));
  if ((log.segments.at(-1)?.sizeInBytes ?? 0) > 0) offsets.push({ offset: highWatermark, writtenAtMs: now });
  if (timestamp === EARLIEST) return offsets.slice(0, 1).map(({ offset }) => offset);
  const last = offsets.findLastIndex(({ writtenAtMs }) => timestamp === LATEST || writtenAtMs <= timestamp);
  return offsets
    .slice(0, last + 1)
    .map(({ offset }) => offset)
    .reverse();
}

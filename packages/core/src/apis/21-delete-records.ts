import { DeleteRecordsRequest, DeleteRecordsResponse, ErrorCode, type InferInput } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';
import { scheduleRetentionCheck } from '../partition/retention-check.ts';

type Response = InferInput<typeof DeleteRecordsResponse>;
type PartitionResponse = Response['topics'][number]['partitions'][number];
type PartitionRequest = DeleteRecordsRequest['topics'][number]['partitions'][number];

/** Stands for the high watermark. */
const UP_TO_HIGH_WATERMARK = -1;

export const deleteRecords: Api = defineApi(
  'DeleteRecords',
  DeleteRecordsRequest,
  DeleteRecordsResponse,
  handleDeleteRecords,
);

/**
 * DeleteRecords, v0–2. Moves the log start offset; records before it can no longer be read (KIP-107).
 * Differs: Kafka waits until the in-sync followers have moved theirs, or the time is up; here it is answered at once.
 */
function handleDeleteRecords(context: RequestContext, request: DeleteRecordsRequest): Response {
  const topics = [...wantedByTopic(request)].map(([name, partitions]) => ({
    name,
    partitions: [...partitions.values()].map((wanted) => deleteFrom(context, name, wanted)),
  }));
  scheduleRetentionCheck(context.services, context.now);
  return { topics };
}

/** Of a partition that is named twice the last offset counts; a topic without any is not told of. */
function wantedByTopic({ topics }: DeleteRecordsRequest): Map<string, Map<number, PartitionRequest>> {
  const byTopic = new Map<string, Map<number, PartitionRequest>>();
  for (const { name, partitions } of topics) {
    if (partitions.length === 0) continue;
    const wanted = byTopic.get(name) ?? new Map<number, PartitionRequest>();
    for (const partition of partitions) wanted.set(partition.partitionIndex, partition);
    byTopic.set(name, wanted);
  }
  return byTopic;
}

function deleteFrom(
  context: RequestContext,
  topic: string,
  { partitionIndex, offset }: PartitionRequest,
): PartitionResponse {
  const failed = (errorCode: ErrorCode): PartitionResponse => ({ partitionIndex, lowWatermark: -1, errorCode });
  if (!context.allowed('Delete', 'Topic', topic)) return failed(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
  const partition = context.services.metadata.partition(topic, partitionIndex);
  if (partition === undefined) return failed(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  if (context.services.metadata.isInternalName(topic)) return failed(ErrorCode.INVALID_TOPIC_EXCEPTION);
  if (!context.leads(partition)) return failed(ErrorCode.NOT_LEADER_OR_FOLLOWER);
  if (!partition.config.cleanupPolicy.has('delete')) return failed(ErrorCode.POLICY_VIOLATION);
  const before = offset === UP_TO_HIGH_WATERMARK ? partition.highWatermark : offset;
  if (before < 0 || before > partition.highWatermark) return failed(ErrorCode.OFFSET_OUT_OF_RANGE);
  partition.deleteRecordsBefore(before, context.now);
  return { partitionIndex, lowWatermark: partition.log.logStartOffset, errorCode: ErrorCode.NONE };
}

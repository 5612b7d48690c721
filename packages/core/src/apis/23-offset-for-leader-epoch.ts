import {
  ErrorCode,
  type InferInput,
  OffsetForLeaderEpochRequest,
  OffsetForLeaderEpochResponse,
} from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';
import { checkReplica } from '../partition/replica-check.ts';

type Response = InferInput<typeof OffsetForLeaderEpochResponse>;
type PartitionResponse = Response['topics'][number]['partitions'][number];
type PartitionRequest = OffsetForLeaderEpochRequest['topics'][number]['partitions'][number];

export const offsetForLeaderEpoch: Api = defineApi(
  'OffsetForLeaderEpoch',
  OffsetForLeaderEpochRequest,
  OffsetForLeaderEpochResponse,
  handleOffsetForLeaderEpoch,
);

/** OffsetForLeaderEpoch, v2–4. Where a leader epoch ended, so that a client can see whether its log was truncated. */
function handleOffsetForLeaderEpoch(context: RequestContext, request: OffsetForLeaderEpochRequest): Response {
  const topics = request.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map((wanted) => endOfEpoch(context, topic, wanted)),
  }));
  return { topics };
}

function endOfEpoch(context: RequestContext, topic: string, wanted: PartitionRequest): PartitionResponse {
  const answer = (errorCode: ErrorCode, leaderEpoch = -1, endOffset = -1): PartitionResponse => ({
    errorCode,
    partition: wanted.partition,
    leaderEpoch,
    endOffset,
  });
  if (!context.allowed('Describe', 'Topic', topic)) return answer(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
  const partition = context.services.metadata.partition(topic, wanted.partition);
  if (partition === undefined) return answer(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  const replicaError = checkReplica(context, partition, wanted.currentLeaderEpoch);
  if (replicaError !== ErrorCode.NONE) return answer(replicaError);
  const { log, leaderEpoch, highWatermark } = partition;
  const found = log.leaderEpochs.endOffsetFor(wanted.leaderEpoch, highWatermark, leaderEpoch);
  return found === undefined ? answer(ErrorCode.NONE) : answer(ErrorCode.NONE, found.epoch, found.endOffset);
}

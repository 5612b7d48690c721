import { ErrorCode, type FetchResponse, type InferInput, ZERO_UUID } from '@testka/protocol';
import type { RequestContext } from '../context.ts';
import { FIRST_VERSION_FROM_FOLLOWERS } from './closest-replica.ts';
import type { Partition, ReplicaView } from './partition.ts';
import { checkReplica, hasReplica } from './replica-check.ts';
import type { SessionPartition } from './fetch-sessions.ts';

type PartitionData = InferInput<typeof FetchResponse>['responses'][number]['partitions'][number];

const READ_UNCOMMITTED = 0;
export const READ_COMMITTED = 1;

/** On another one Kafka fails inside. */
export function isIsolationLevel(isolationLevel: number): boolean {
  return isolationLevel === READ_UNCOMMITTED || isolationLevel === READ_COMMITTED;
}

/** What one partition of a fetch gives. */
export interface PartitionRead {
  readonly data: PartitionData;
  readonly sizeInBytes: number;
  /** An error or a divergence: the fetch is answered at once. */
  readonly isUrgent: boolean;
}

export interface ReadLimits {
  /** Bytes left of the whole fetch; negative only for the first partition, if the client asks for that. */
  readonly remainingBytes: number;
  /** The first batch found is returned whole, however large (KIP-74). */
  readonly minOneMessage: boolean;
  readonly isolationLevel: number;
}

/** Finds the partition that a fetch means, or the error that Kafka answers instead. */
export function partitionToRead(
  context: RequestContext,
  wanted: SessionPartition,
  usesTopicIds: boolean,
): Partition | ErrorCode {
  const { metadata } = context.services;
  if (usesTopicIds && wanted.topicName === '') {
    const resolved = metadata.topicById(wanted.topicId);
    if (resolved === undefined) return ErrorCode.UNKNOWN_TOPIC_ID;
  }
  const topic = wanted.topicName === '' ? metadata.topicById(wanted.topicId) : metadata.topic(wanted.topicName);
  if (!context.allowed('Read', 'Topic', wanted.topicName)) return ErrorCode.TOPIC_AUTHORIZATION_FAILED;
  const partition = topic?.partitions[wanted.partitionIndex];
  if (topic === undefined || partition === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  if (!hasReplica(context, partition)) return ErrorCode.NOT_LEADER_OR_FOLLOWER;
  // Deleted and created again under the same name: what the session remembers is another topic.
  if (wanted.topicId !== ZERO_UUID && wanted.topicId !== topic.topicId) return ErrorCode.INCONSISTENT_TOPIC_ID;
  const mayFollow = context.apiVersion >= FIRST_VERSION_FROM_FOLLOWERS;
  const replicaError = checkReplica(context, partition, wanted.currentLeaderEpoch, mayFollow);
  return replicaError === ErrorCode.NONE ? partition : replicaError;
}

/** Reads one partition within what is left of the fetch. */
export function readPartition(
  partition: Partition,
  replica: ReplicaView,
  wanted: SessionPartition,
  limits: ReadLimits,
): PartitionRead {
  const { log } = partition;
  const epochError = partition.checkLeaderEpoch(wanted.currentLeaderEpoch);
  if (epochError !== ErrorCode.NONE) return failedRead(partition.partitionIndex, epochError);
  const divergence = wanted.lastFetchedEpoch < 0 ? undefined : divergingEpoch(partition, replica, wanted);
  if (divergence === 'unknown') return failedRead(partition.partitionIndex, ErrorCode.OFFSET_OUT_OF_RANGE);
  const offset = wanted.fetchOffset;
  if (divergence === undefined && (offset < log.logStartOffset || offset > replica.logEndOffset)) {
    return failedRead(partition.partitionIndex, ErrorCode.OFFSET_OUT_OF_RANGE);
  }
  const end = readableEnd(replica, limits.isolationLevel);
  const isThereMore = divergence === undefined && offset < end;
  const maxBytes = Math.min(wanted.partitionMaxBytes, limits.remainingBytes);
  if (isThereMore && maxBytes < 0) return failedRead(partition.partitionIndex, ErrorCode.UNKNOWN_SERVER_ERROR);
  const slice = isThereMore ? log.read(offset, maxBytes, end, limits.minOneMessage) : { chunks: [], sizeInBytes: 0 };
  // Instead of a first batch that would be cut Kafka sends nothing; then it has not looked for aborted transactions.
  const isCut = isThereMore && slice.sizeInBytes === 0 && maxBytes > 0;
  const hasLooked = limits.isolationLevel === READ_COMMITTED && divergence === undefined && !isCut;
  const data: PartitionData = {
    partitionIndex: partition.partitionIndex,
    errorCode: ErrorCode.NONE,
    highWatermark: replica.highWatermark,
    lastStableOffset: replica.lastStableOffset,
    logStartOffset: log.logStartOffset,
    abortedTransactions: hasLooked ? [] : null,
    records: slice.chunks,
    ...(divergence === undefined ? {} : { divergingEpoch: divergence }),
  };
  return { data, sizeInBytes: slice.sizeInBytes, isUrgent: divergence !== undefined };
}

/** The consumer is sent to a replica that is closer to it, and gets nothing here; nobody looks for aborted transactions. */
export function referral(partition: Partition, preferredReadReplica: number): PartitionRead {
  const { partitionIndex, highWatermark, lastStableOffset, log } = partition;
  const data: PartitionData = {
    partitionIndex,
    errorCode: ErrorCode.NONE,
    highWatermark,
    lastStableOffset,
    logStartOffset: log.logStartOffset,
    abortedTransactions: null,
    preferredReadReplica,
    records: [],
  };
  return { data, sizeInBytes: 0, isUrgent: true };
}

/** Readers see what is replicated, or, under read_committed, what is decided. */
export function readableEnd({ lastStableOffset, highWatermark }: ReplicaView, isolationLevel: number): number {
  return isolationLevel === READ_COMMITTED ? lastStableOffset : highWatermark;
}

/** Where the client's log and this one part ways (KIP-320, KIP-595), when they do. */
function divergingEpoch(
  partition: Partition,
  replica: ReplicaView,
  wanted: SessionPartition,
): { epoch: number; endOffset: number } | 'unknown' | undefined {
  const { leaderEpoch } = partition;
  const { leaderEpochs } = partition.log;
  const found = replica.leads
    ? leaderEpochs.endOffsetFor(wanted.lastFetchedEpoch, replica.logEndOffset, leaderEpoch)
    : leaderEpochs.endOffsetOnFollower(wanted.lastFetchedEpoch, replica.logEndOffset);
  if (found === undefined) return 'unknown';
  return found.epoch < wanted.lastFetchedEpoch || found.endOffset < wanted.fetchOffset ? found : undefined;
}

/** Errors that Kafka finds before it reads, when the fetch comes: they end no wait. */
export const BEFORE_READING: ReadonlySet<ErrorCode> = new Set([
  ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  ErrorCode.UNKNOWN_TOPIC_ID,
  ErrorCode.TOPIC_AUTHORIZATION_FAILED,
]);

/** A partition's error: watermarks are -1 and the records empty, not null. */
export function failedRead(partitionIndex: number, errorCode: ErrorCode): PartitionRead {
  const data: PartitionData = {
    partitionIndex,
    errorCode,
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: -1,
    abortedTransactions: null,
    records: [],
  };
  return { data, sizeInBytes: 0, isUrgent: true };
}

/** Where Kafka has not even begun to read, the list of aborted transactions is empty, not null. */
export function missingRead(partitionIndex: number, errorCode: ErrorCode): PartitionRead {
  const read = failedRead(partitionIndex, errorCode);
  return { ...read, data: { ...read.data, abortedTransactions: [] } };
}

/** There is nothing to read now. */
export function emptyRead({ partitionIndex, highWatermark, lastStableOffset, log }: Partition): PartitionRead {
  const { data } = failedRead(partitionIndex, ErrorCode.NONE);
  const place = { highWatermark, lastStableOffset, logStartOffset: log.logStartOffset };
  return { data: { ...data, ...place }, sizeInBytes: 0, isUrgent: false };
}

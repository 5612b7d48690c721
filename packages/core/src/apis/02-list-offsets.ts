import { ErrorCode, type InferInput, ListOffsetsRequest, ListOffsetsResponse } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';
import { isIsolationLevel, READ_COMMITTED } from '../partition/fetch-read.ts';
import type { Partition } from '../partition/partition.ts';
import { listSegments } from './list-segments.ts';
import { checkReplica } from '../partition/replica-check.ts';

type Response = InferInput<typeof ListOffsetsResponse>;
type PartitionResponse = Response['topics'][number]['partitions'][number];
type PartitionRequest = ListOffsetsRequest['topics'][number]['partitions'][number];

/** Timestamps that stand for an offset by name, and the first version that knows them (KIP-79, KIP-734, KIP-405, KIP-1005, KIP-1023). */
const LATEST = -1;
const EARLIEST = -2;
const MAX_TIMESTAMP = -3;
const EARLIEST_LOCAL = -4;
const LATEST_TIERED = -5;
const EARLIEST_PENDING_UPLOAD = -6;
const SINCE_VERSION: ReadonlyMap<number, number> = new Map([
  [LATEST, 1],
  [EARLIEST, 1],
  [MAX_TIMESTAMP, 7],
  [EARLIEST_LOCAL, 8],
  [LATEST_TIERED, 9],
  [EARLIEST_PENDING_UPLOAD, 11],
]);

const FIRST_VERSION_WITH_OFFSET_NOT_AVAILABLE = 5;

/** "Debug" consumers and brokers see the log up to its end. */
const CONSUMER_REPLICA_ID = -1;
/** What asks under this id is answered by followers too. */
const DEBUGGING_REPLICA_ID = -2;

export const listOffsets: Api = defineApi('ListOffsets', ListOffsetsRequest, ListOffsetsResponse, handleListOffsets);

/** Since then one offset of a record is found (KIP-79); before, those where segments begin. */
const FIRST_VERSION_OF_RECORDS = 1;

/** ListOffsets, v0–11. Finds an offset per partition, by name or by timestamp. */
function handleListOffsets(context: RequestContext, request: ListOffsetsRequest): Response {
  if (context.apiVersion < FIRST_VERSION_OF_RECORDS) return listSegments(context, request);
  if (!isIsolationLevel(request.isolationLevel)) return refused(request, ErrorCode.UNKNOWN_SERVER_ERROR);
  const byTopic = wantedByTopic(request);
  const answerTo = (name: string, partitionIndex: number): PartitionResponse => {
    // Not taken apart: for 3.9 each of thousands is looked up as often as it is named.
    const wanted = byTopic.get(name)?.get(partitionIndex) ?? [];
    const [first] = wanted;
    if (first === undefined || wanted.length > 1) return failed(partitionIndex, ErrorCode.INVALID_REQUEST);
    return offsetOf(context, request, name, first);
  };
  const isMerged = context.services.release.isAtLeast('4.0');
  const asked = isMerged
    ? [...byTopic].map(([name, wanted]) => ({ name, indexes: [...wanted.keys()] }))
    : asNamed(request);
  const topics = asked.map(({ name, indexes }) => ({
    name,
    partitions: indexes.map((partitionIndex) => answerTo(name, partitionIndex)),
  }));
  return { topics };
}

/** Before 4.0 each topic and partition is answered as often as it is named. */
function asNamed({ topics }: ListOffsetsRequest): { readonly name: string; readonly indexes: readonly number[] }[] {
  return topics.map(({ name, partitions }) => {
    return { name, indexes: partitions.map(({ partitionIndex }) => partitionIndex) };
  });
}

/** What is wanted of each partition, more than one thing if it is named twice; a topic without any is not told of. */
function wantedByTopic({ topics }: ListOffsetsRequest): Map<string, Map<number, PartitionRequest[]>> {
  const byTopic = new Map<string, Map<number, PartitionRequest[]>>();
  for (const { name, partitions } of topics) {
    if (partitions.length === 0) continue;
    const wanted = byTopic.get(name) ?? new Map<number, PartitionRequest[]>();
    for (const partition of partitions) {
      const known = wanted.get(partition.partitionIndex);
      if (known === undefined) wanted.set(partition.partitionIndex, [partition]);
      else known.push(partition);
    }
    byTopic.set(name, wanted);
  }
  return byTopic;
}

/** The whole request fails. */
function refused({ topics }: ListOffsetsRequest, errorCode: ErrorCode): Response {
  return {
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => failed(partitionIndex, errorCode)),
    })),
  };
}

function offsetOf(
  context: RequestContext,
  request: ListOffsetsRequest,
  topicName: string,
  wanted: PartitionRequest,
): PartitionResponse {
  const { partitionIndex, timestamp, currentLeaderEpoch } = wanted;
  if (!context.allowed('Describe', 'Topic', topicName))
    return failed(partitionIndex, ErrorCode.TOPIC_AUTHORIZATION_FAILED);
  if (timestamp < 0 && context.apiVersion < (SINCE_VERSION.get(timestamp) ?? Infinity)) {
    return failed(partitionIndex, ErrorCode.UNSUPPORTED_VERSION);
  }
  const partition = context.services.metadata.partition(topicName, partitionIndex);
  if (partition === undefined) return failed(partitionIndex, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  const replicaError = checkReplica(context, partition, currentLeaderEpoch, request.replicaId === DEBUGGING_REPLICA_ID);
  if (replicaError !== ErrorCode.NONE) return failed(partitionIndex, replicaError);
  const resetEnd = timestamp === LATEST ? endAtReset(context, partition) : undefined;
  const end = resetEnd ?? visibleEnd(context, partition, request);
  const answer = find(partition, timestamp, end);
  return isUncertain(partition, request, answer, timestamp) ? failed(partitionIndex, notAvailable(context)) : answer;
}

/** What a new leader says of the end of its log, before it knows that all of it was acknowledged, could turn out wrong. */
function isUncertain(
  partition: Partition,
  { replicaId }: ListOffsetsRequest,
  { offset = -1 }: PartitionResponse,
  timestamp: number,
): boolean {
  if (replicaId !== CONSUMER_REPLICA_ID || partition.isHighWatermarkCertain) return false;
  if (timestamp === LATEST) return true;
  const isByTime = timestamp >= 0 || timestamp === MAX_TIMESTAMP;
  return isByTime && (offset === -1 || offset >= partition.highWatermark);
}

function notAvailable({ apiVersion }: RequestContext): ErrorCode {
  const isKnown = apiVersion >= FIRST_VERSION_WITH_OFFSET_NOT_AVAILABLE;
  return isKnown ? ErrorCode.OFFSET_NOT_AVAILABLE : ErrorCode.LEADER_NOT_AVAILABLE;
}

/**
 * A consumer that a reset sent back asks where "latest" is. It is told where that was right after the reset, not where
 * producers have got to meanwhile: what they wrote is new to it. It may ask on another connection than it fetches on.
 */
function endAtReset({ connection, services }: RequestContext, partition: Partition): number | undefined {
  if (services.resets.latest === 0 || connection === undefined) return undefined;
  for (const { clientId, peer, positions } of services.connections.values()) {
    if (clientId !== connection.clientId || peer.host !== connection.peer.host) continue;
    const endOffset = positions.takeEndAtReset(partition);
    if (endOffset !== undefined) return endOffset;
  }
  return undefined;
}

function visibleEnd(
  { broker }: RequestContext,
  partition: Partition,
  { replicaId, isolationLevel }: ListOffsetsRequest,
): number {
  if (replicaId !== CONSUMER_REPLICA_ID) return partition.replicaOn(broker).logEndOffset;
  return isolationLevel === READ_COMMITTED ? partition.lastStableOffset : partition.highWatermark;
}

function find(partition: Partition, timestamp: number, end: number): PartitionResponse {
  const { log, partitionIndex } = partition;
  switch (timestamp) {
    case LATEST:
      return found(partitionIndex, -1, end, partition.leaderEpoch);
    case EARLIEST:
    case EARLIEST_LOCAL:
      return found(partitionIndex, -1, log.logStartOffset, log.leaderEpochs.epochOf(log.logStartOffset) ?? -1);
    case LATEST_TIERED:
    case EARLIEST_PENDING_UPLOAD:
      return nothing(partitionIndex);
    default: {
      const record = timestamp === MAX_TIMESTAMP ? log.offsetOfMaxTimestamp() : log.offsetForTimestamp(timestamp, end);
      if (record === undefined) return nothing(partitionIndex);
      return found(partitionIndex, record.timestamp, record.offset, record.leaderEpoch);
    }
  }
}

function found(partitionIndex: number, timestamp: number, offset: number, leaderEpoch: number): PartitionResponse {
  return { partitionIndex, errorCode: ErrorCode.NONE, timestamp, offset, leaderEpoch };
}

/** No such record: that is not an error (KIP-79). */
function nothing(partitionIndex: number): PartitionResponse {
  return found(partitionIndex, -1, -1, -1);
}

function failed(partitionIndex: number, errorCode: ErrorCode): PartitionResponse {
  return { partitionIndex, errorCode, timestamp: -1, offset: -1, leaderEpoch: -1 };
}

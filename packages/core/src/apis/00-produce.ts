import {
  ErrorCode,
  type InferInput,
  ProduceRequest,
  ProduceResponse,
  type RecordBatch,
  type Uuid,
} from '@testka/protocol';
import { CLOSE, defineApi, NO_REPLY, type Api, type Reply } from '../api.ts';
import { defined } from '../assert.ts';
import type { RequestContext } from '../context.ts';
import { firstBatch, isBatch, singleBatch } from '../log/single-batch.ts';
import type { Topic } from '../metadata/metadata.ts';
import type { Partition } from '../partition/partition.ts';
import { nodeEndpoints } from './node-endpoints.ts';
import { AwaitedBatch, type PartitionResponse, ProduceOperation } from './produce-operation.ts';

type Response = InferInput<typeof ProduceResponse>;
type TopicResponse = Response['responses'][number];
/** Batches that wait for the in-sync replicas, by their part of the answer. */
type Awaited = Map<PartitionResponse, AwaitedBatch>;

/** Before v3 producers send message sets (KIP-98). */
const FIRST_VERSION_WITH_BATCHES = 3;
/** zstd needs v7 (KIP-110); topic ids replace names in v13 (KIP-516). */
const FIRST_VERSION_WITH_ZSTD = 7;
const FIRST_VERSION_WITH_TOPIC_IDS = 13;
/** KIP-951: who leads instead, and where they are. */
const FIRST_VERSION_WITH_CURRENT_LEADER = 10;
/** KIP-890: an error of its own for transactions to be aborted, then partitions that are added by being written to. */
const FIRST_VERSION_WITH_ABORTABLE = 11;
const FIRST_VERSION_THAT_ADDS_PARTITIONS = 12;
/** The one client that may write to internal topics (KIP-1096). */
const ADMIN_CLIENT_ID = '__admin_client';

/** Served from v3 on, advertised from 0: librdkafka takes its compression features from there (KAFKA-18659). */
export const produce: Api = defineApi('Produce', ProduceRequest, ProduceResponse, handleProduce, {
  advertisedMin: 0,
  charge: (context) => context.services.throttling.produced(context, context.sizeInBytes),
});

/** Produce, v0–13. Appends one batch to each partition named; each partition succeeds or fails by itself. */
function handleProduce(context: RequestContext, request: ProduceRequest): Reply<Response> {
  const refusal = refuseWhole(context, request);
  const awaited: Awaited = new Map();
  // A fetch that waits gets what the request brings to all of its partitions, not to the first alone.
  const responses = context.services.delayed.together(
    () =>
      lastOfEachPartition(request.topicData).map((topic) => produceToTopic(context, request, topic, refusal, awaited)),
    context.now,
  );
  if (request.acks === 0) return responses.some(hasError) ? CLOSE : NO_REPLY;
  if (awaited.size === 0) return answer(context, responses);
  const operation = new ProduceOperation(context, awaited, (verdicts) =>
    answer(context, withVerdicts(context, responses, awaited, verdicts)),
  );
  return operation.park(request.timeoutMs);
}

function answer(context: RequestContext, responses: readonly TopicResponse[]): Response {
  const partitions = responses.flatMap(({ partitionResponses }) => partitionResponses);
  return { responses, nodeEndpoints: nodeEndpoints(context, partitions) };
}

/** Offsets stay, whatever has become of the batch: the record may well be in the log. */
function withVerdicts(
  context: RequestContext,
  responses: readonly TopicResponse[],
  awaited: Awaited,
  verdicts: ReadonlyMap<PartitionResponse, ErrorCode>,
): TopicResponse[] {
  const judged = (response: PartitionResponse): PartitionResponse => {
    const errorCode = verdicts.get(response);
    const partition = awaited.get(response)?.partition;
    if (errorCode === undefined || partition === undefined) return response;
    if (errorCode === ErrorCode.NOT_LEADER_OR_FOLLOWER) return notLeader(context, response, partition);
    return { ...response, errorCode };
  };
  return responses.map((topic) => ({ ...topic, partitionResponses: topic.partitionResponses.map(judged) }));
}

/** What is to be produced to one topic: a partition that the request names twice stands here with its last batch, as in Kafka. */
interface TopicBatches {
  readonly name: string;
  readonly topicId: Uuid;
  readonly batches: Map<number, Buffer | null>;
}

function lastOfEachPartition(topicData: ProduceRequest['topicData']): TopicBatches[] {
  const topics = new Map<string, TopicBatches>();
  for (const { name, topicId, partitionData } of topicData) {
    for (const { index, records } of partitionData) {
      const key = `${topicId}/${name}`;
      const topic = topics.get(key) ?? { name, topicId, batches: new Map() };
      topics.set(key, topic);
      topic.batches.set(index, records);
    }
  }
  return [...topics.values()];
}

function hasError(topic: TopicResponse): boolean {
  return topic.partitionResponses.some(({ errorCode }) => errorCode !== ErrorCode.NONE);
}

/** Why a request is refused as a whole: every partition gets this error. */
interface Refusal {
  readonly errorCode: ErrorCode;
  readonly errorMessage: string | null;
}

const TRANSACTION_REFUSED: Refusal = {
  errorCode: ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
  errorMessage: null,
};
const NO_BATCH: Refusal = { errorCode: ErrorCode.CORRUPT_MESSAGE, errorMessage: 'No record batch begins here' };
const UNKNOWN_CODEC: Refusal = { errorCode: ErrorCode.UNKNOWN_SERVER_ERROR, errorMessage: null };

/** Kafka's handler looks at all that was sent before it looks at any partition; what it cannot read there fails everything. */
function refuseWhole(context: RequestContext, request: ProduceRequest): Refusal | undefined {
  return refuseFirstBatches(context, request) ?? refuseCodecs(context, request);
}

/** In the order of the request, up to the first transactional batch: it needs a transactional id, and the right to use it. */
function refuseFirstBatches(context: RequestContext, request: ProduceRequest): Refusal | undefined {
  const { transactionalId, topicData } = request;
  for (const { records } of topicData.flatMap(({ partitionData }) => partitionData)) {
    const batch = firstBatch(records);
    if (batch === 'corrupt') return NO_BATCH;
    if (batch?.isTransactional !== true) continue;
    const mayUse = transactionalId !== null && context.allowed('Write', 'TransactionalId', transactionalId);
    return mayUse ? undefined : TRANSACTION_REFUSED;
  }
  return undefined;
}

/** Before v7 the codec is asked for before the CRC, to refuse zstd; a codec that does not exist breaks that question. */
function refuseCodecs(context: RequestContext, request: ProduceRequest): Refusal | undefined {
  if (context.apiVersion >= FIRST_VERSION_WITH_ZSTD) return undefined;
  const { metadata } = context.services;
  const isUnknown = request.topicData.some(({ name, partitionData }) =>
    partitionData.some(({ index, records }) => {
      if (metadata.partition(name, index) === undefined || !context.allowed('Write', 'Topic', name)) return false;
      const batch = firstBatch(records);
      return batch !== undefined && batch !== 'corrupt' && batch.compressionType === undefined;
    }),
  );
  return isUnknown ? UNKNOWN_CODEC : undefined;
}

function produceToTopic(
  context: RequestContext,
  request: ProduceRequest,
  { name, topicId, batches }: TopicBatches,
  refusal: Refusal | undefined,
  awaited: Awaited,
): TopicResponse {
  const { metadata } = context.services;
  const byId = context.apiVersion >= FIRST_VERSION_WITH_TOPIC_IDS;
  const topic = byId ? metadata.topicById(topicId) : metadata.topic(name);
  const partitionResponses = [...batches].map(([index, records]) => {
    if (refusal !== undefined) return { ...failed(index, refusal.errorCode), errorMessage: refusal.errorMessage };
    if (topic === undefined) return failed(index, byId ? ErrorCode.UNKNOWN_TOPIC_ID : unknownTopic(context, name));
    return produceToPartition(context, request.acks, topic, index, records, awaited);
  });
  return { name: topic?.name ?? name, topicId, partitionResponses };
}

/** Whoever may not write learns nothing about which topics there are. */
function unknownTopic(context: RequestContext, name: string): ErrorCode {
  return context.allowed('Write', 'Topic', name)
    ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
    : ErrorCode.TOPIC_AUTHORIZATION_FAILED;
}

/** Kafka's checks before the log sees the batch, in its order; then the append. */
function produceToPartition(
  context: RequestContext,
  acks: number,
  topic: Topic,
  index: number,
  records: Buffer | null,
  awaited: Awaited,
): PartitionResponse {
  if (!context.allowed('Write', 'Topic', topic.name)) return failed(index, ErrorCode.TOPIC_AUTHORIZATION_FAILED);
  const partition = topic.partitions[index];
  if (partition === undefined) return failed(index, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  if (context.apiVersion < FIRST_VERSION_WITH_BATCHES)
    return produceMessageSet(context, acks, topic, partition, records, awaited);
  if (context.apiVersion < FIRST_VERSION_WITH_ZSTD && isZstd(records))
    return failed(index, ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
  // Differs: Kafka 4.4 fails on null records inside the handler and never answers; refusing them is what it meant to do.
  const batch = singleBatch(records);
  if (batch === ErrorCode.CORRUPT_MESSAGE)
    return { ...failed(index, batch), errorMessage: 'No record batch begins here' };
  if (typeof batch === 'number') return failed(index, batch);
  const refusal = refuseAppend(context, acks, topic, partition);
  if (refusal !== undefined) return refusal;
  if (batch.isTransactional) return failed(index, noTransaction(context.apiVersion));
  return append(context, acks, partition, batch, awaited);
}

/** Produce v0–2 under 3.9. Whether it is a message set at all, only the log finds out. */
function produceMessageSet(
  context: RequestContext,
  acks: number,
  topic: Topic,
  partition: Partition,
  records: Buffer | null,
  awaited: Awaited,
): PartitionResponse {
  const { messageSets } = context.services;
  const index = partition.partitionIndex;
  if (records === null) return failed(index, ErrorCode.INVALID_RECORD);
  const refusal = refuseAppend(context, acks, topic, partition);
  if (refusal !== undefined) return refusal;
  const batch = isBatch(records)
    ? singleBatch(records)
    : defined(messageSets, 'what reads message sets').toBatch(records, partition.config, context.decompression);
  if (batch === undefined) return failed(index, ErrorCode.NONE);
  return typeof batch === 'number' ? failed(index, batch) : append(context, acks, partition, batch, awaited);
}

function refuseAppend(
  context: RequestContext,
  acks: number,
  topic: Topic,
  partition: Partition,
): PartitionResponse | undefined {
  const index = partition.partitionIndex;
  if (acks < -1 || acks > 1) return failed(index, ErrorCode.INVALID_REQUIRED_ACKS);
  if (topic.isInternal && context.clientId !== ADMIN_CLIENT_ID) return failed(index, ErrorCode.INVALID_TOPIC_EXCEPTION);
  return context.leads(partition) ? undefined : notLeader(context, failed(index, ErrorCode.NONE), partition);
}

/** Looked at before anything behind the first batch is. */
function isZstd(records: Buffer | null): boolean {
  const batch = firstBatch(records);
  return batch !== undefined && batch !== 'corrupt' && batch.compressionType === 'zstd';
}

/** There are no transactions yet, so none that a batch could belong to: what Kafka answers when it verifies such a batch. */
function noTransaction(version: number): ErrorCode {
  if (version >= FIRST_VERSION_THAT_ADDS_PARTITIONS) return ErrorCode.INVALID_PRODUCER_ID_MAPPING;
  return version >= FIRST_VERSION_WITH_ABORTABLE ? ErrorCode.TRANSACTION_ABORTABLE : ErrorCode.INVALID_TXN_STATE;
}

function append(
  context: RequestContext,
  acks: number,
  partition: Partition,
  batch: RecordBatch,
  awaited: Awaited,
): PartitionResponse {
  const { clientId, connection, now, decompression, services } = context;
  // The test writes what it likes: bytes that fit no schema are what it tries its consumers with.
  const check = context.isTest ? undefined : services.recordCheck?.(partition.topicName);
  const peer = connection?.peer;
  const result = partition.appendAsLeader(batch, { acks, clientId, peer, now, decompression, check });
  const recordErrors = result.recordErrors.map(({ batchIndex, message }) => ({
    batchIndex,
    batchIndexErrorMessage: message,
  }));
  const response = { ...result, index: partition.partitionIndex, recordErrors };
  if (acks === -1 && result.errorCode === ErrorCode.NONE && partition.highWatermark <= result.lastOffset) {
    awaited.set(response, new AwaitedBatch(context, partition, result.lastOffset));
  }
  return response;
}

/** Says who leads instead (KIP-951). */
function notLeader(
  { apiVersion }: RequestContext,
  response: PartitionResponse,
  { leader, leaderEpoch }: Partition,
): PartitionResponse {
  const errorCode = ErrorCode.NOT_LEADER_OR_FOLLOWER;
  if (apiVersion < FIRST_VERSION_WITH_CURRENT_LEADER) return { ...response, errorCode };
  return { ...response, errorCode, currentLeader: { leaderId: leader, leaderEpoch } };
}

function failed(index: number, errorCode: ErrorCode): PartitionResponse {
  return {
    index,
    errorCode,
    baseOffset: -1,
    logAppendTimeMs: -1,
    logStartOffset: -1,
    recordErrors: [],
    errorMessage: null,
  };
}

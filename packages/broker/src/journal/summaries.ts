import type { Exchange } from '@testka/core';
import {
  type ApiName,
  type CreateTopicsRequest,
  type CreateTopicsResponse,
  ErrorCode,
  errorName,
  type FetchRequest,
  type FetchResponse,
  type FindCoordinatorRequest,
  type InferInput,
  type JoinGroupRequest,
  type JoinGroupResponse,
  type ListOffsetsRequest,
  type ListOffsetsResponse,
  type MetadataRequest,
  type MetadataResponse,
  type OffsetCommitRequest,
  type OffsetCommitResponse,
  type OffsetFetchRequest,
  type ProduceRequest,
  type ProduceResponse,
  type SaslAuthenticateResponse,
  type SyncGroupResponse,
} from '@testka/protocol';
import { plural } from '../format.ts';

/** A request in a few words: what it was about and what came of it. */
export interface Summary {
  readonly subject: string;
  readonly outcome: string;
  /** Names of the errors in the response. */
  readonly errors: readonly string[];
}

/** How requests call topics of which they know the id only. */
export type TopicName = (name: string | null | undefined, topicId: string | undefined) => string;

/** What was asked and answered. */
type Spoken = Pick<Exchange, 'api' | 'request' | 'response'> & Partial<Pick<Exchange, 'connection'>>;

type Summarise = (exchange: Spoken, topicName: TopicName) => Summary;

/** The most partitions that a line names. */
const MAX_SHOWN = 3;
/** Where the number of records stands in a batch, and how long its header is. */
const RECORD_COUNT_POSITION = 57;
const BATCH_HEADER_SIZE = 61;

/** One line about an exchange. */
export function summarise(exchange: Spoken, topicName: TopicName): Summary {
  // Where the connection was closed instead there is nothing to read an outcome from.
  if (exchange.response === null && exchange.api !== 'Produce')
    return { subject: subjectOf(exchange.request), outcome: 'not answered', errors: [] };
  return (SUMMARIES[exchange.api] ?? summariseAny)(exchange, topicName);
}

const SUMMARIES: Readonly<Partial<Record<ApiName, Summarise>>> = {
  Produce: summariseProduce,
  Fetch: summariseFetch,
  ListOffsets: summariseListOffsets,
  Metadata: summariseMetadata,
  OffsetCommit: summariseOffsetCommit,
  OffsetFetch: summariseOffsetFetch,
  FindCoordinator: summariseFindCoordinator,
  JoinGroup: summariseJoinGroup,
  SyncGroup: summariseSyncGroup,
  CreateTopics: summariseCreateTopics,
  SaslAuthenticate: summariseSaslAuthenticate,
};

function summariseProduce({ request, response }: Spoken, topicName: TopicName): Summary {
  const { topicData, acks } = request as ProduceRequest;
  const sent = topicData.flatMap(({ name, topicId, partitionData }) =>
    partitionData.map(
      ({ index, records }) => `${topicName(name, topicId)}[${index}] ${plural(recordCount(records), 'record')}`,
    ),
  );
  const answer = response as InferInput<typeof ProduceResponse> | null;
  const answered = answer?.responses.flatMap(({ partitionResponses }) => partitionResponses) ?? [];
  const outcome = answer === null ? 'not answered' : list(answered.map(({ baseOffset }) => `offset ${baseOffset}`));
  return summary(
    `${list(sent)}, acks=${acks}`,
    outcome,
    answered.map(({ errorCode }) => errorCode),
  );
}

function summariseFetch({ request, response }: Spoken, topicName: TopicName): Summary {
  const { topics } = request as FetchRequest;
  const answer = response as InferInput<typeof FetchResponse>;
  const asked = topics.flatMap(({ topic, topicId, partitions }) =>
    partitions.map(({ partition, fetchOffset }) => `${topicName(topic, topicId)}[${partition}]@${fetchOffset}`),
  );
  const got = answer.responses.flatMap(({ topic, topicId, partitions }) =>
    partitions.map(({ partitionIndex, records, errorCode }) => ({
      place: `${topicName(topic, topicId)}[${partitionIndex}]`,
      count: (records ?? []).reduce((sum, chunk) => sum + recordCount(chunk), 0),
      errorCode,
    })),
  );
  const found = got
    .filter(({ count }) => count > 0)
    .map(({ place, count }) => (got.length === 1 ? plural(count, 'record') : `${place} ${plural(count, 'record')}`));
  return summary(list(asked), found.length === 0 ? 'nothing' : list(found), [
    answer.errorCode,
    ...got.map(({ errorCode }) => errorCode),
  ]);
}

function summariseListOffsets({ request, response }: Spoken): Summary {
  const { topics } = request as ListOffsetsRequest;
  const asked = topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, timestamp }) => `${name}[${partitionIndex}] ${timestampName(timestamp)}`),
  );
  const answered = (response as InferInput<typeof ListOffsetsResponse>).topics.flatMap(({ partitions }) => partitions);
  return summary(
    list(asked),
    list(answered.map(({ offset }) => `offset ${offset ?? -1}`)),
    answered.map(({ errorCode }) => errorCode),
  );
}

function timestampName(timestamp: number): string {
  if (timestamp === -1) return 'latest';
  return timestamp === -2 ? 'earliest' : `at ${timestamp}`;
}

function summariseMetadata({ request, response }: Spoken, topicName: TopicName): Summary {
  const { topics } = request as MetadataRequest;
  const answered = (response as InferInput<typeof MetadataResponse>).topics;
  const subject = topics === null ? 'all topics' : list(topics.map(({ name, topicId }) => topicName(name, topicId)));
  return summary(
    subject,
    plural(answered.length, 'topic'),
    answered.map(({ errorCode }) => errorCode),
  );
}

function summariseOffsetCommit({ request, response }: Spoken, topicName: TopicName): Summary {
  const { groupId, topics } = request as OffsetCommitRequest;
  const committed = topics.flatMap(({ name, topicId, partitions }) =>
    partitions.map(
      ({ partitionIndex, committedOffset }) => `${topicName(name, topicId)}[${partitionIndex}]@${committedOffset}`,
    ),
  );
  const answered = (response as InferInput<typeof OffsetCommitResponse>).topics.flatMap(({ partitions }) => partitions);
  return summary(
    `${groupId} ${list(committed)}`,
    'committed',
    answered.map(({ errorCode }) => errorCode),
  );
}

function summariseOffsetFetch({ api, request, response }: Spoken): Summary {
  const { groupId, groups } = request as OffsetFetchRequest;
  const subject = groups.length > 0 ? list(groups.map((group) => group.groupId)) : groupId;
  return { ...summariseAny({ api, request, response }), subject };
}

function summariseFindCoordinator(exchange: Spoken): Summary {
  const { key, coordinatorKeys } = exchange.request as FindCoordinatorRequest;
  return { ...summariseAny(exchange), subject: coordinatorKeys.length > 0 ? list(coordinatorKeys) : key };
}

function summariseJoinGroup({ request, response }: Spoken): Summary {
  const { groupId } = request as JoinGroupRequest;
  const { errorCode, generationId, leader, memberId } = response as InferInput<typeof JoinGroupResponse>;
  const role = leader === memberId ? ', leader' : '';
  return summary(groupId, `generation ${generationId}${role}`, [errorCode]);
}

function summariseSyncGroup(exchange: Spoken): Summary {
  const { errorCode, assignment } = exchange.response as InferInput<typeof SyncGroupResponse>;
  return summary(subjectOf(exchange.request), assignment.length === 0 ? 'no assignment' : 'assignment', [errorCode]);
}

function summariseCreateTopics({ request, response }: Spoken): Summary {
  const { topics } = request as CreateTopicsRequest;
  const answered = (response as InferInput<typeof CreateTopicsResponse>).topics;
  return summary(
    list(topics.map(({ name }) => name)),
    'created',
    answered.map(({ errorCode }) => errorCode),
  );
}

/** Credentials are in the request: nothing of it is shown. */
function summariseSaslAuthenticate({ connection, response }: Spoken): Summary {
  const { errorCode } = response as InferInput<typeof SaslAuthenticateResponse>;
  const user = connection === undefined ? 'ok' : `user ${connection.sasl.user ?? '?'}`;
  return summary(connection?.sasl.mechanism ?? '', user, [errorCode]);
}

function summariseAny({ request, response }: Spoken): Summary {
  return summary(subjectOf(request), 'ok', errorCodesIn(response));
}

/** How requests say what they are about. */
interface Subject {
  readonly groupId?: unknown;
  readonly topics?: unknown;
}

interface NamedTopic {
  readonly name: string;
  readonly partitions?: readonly { readonly partitionIndex?: number }[];
  readonly partitionIndexes?: readonly number[];
}

/** Most requests about a group say which, and most others which topics. */
function subjectOf(request: unknown): string {
  const { groupId, topics } = request as Subject;
  if (typeof groupId === 'string') return groupId;
  return Array.isArray(topics) ? list(topics.flatMap((topic: unknown) => (isNamed(topic) ? placesIn(topic) : []))) : '';
}

function isNamed(topic: unknown): topic is NamedTopic {
  return typeof topic === 'object' && topic !== null && 'name' in topic && typeof topic.name === 'string';
}

function placesIn({ name, partitions, partitionIndexes }: NamedTopic): string[] {
  const ofObjects = Array.isArray(partitions) ? partitions.flatMap(({ partitionIndex }) => partitionIndex ?? []) : [];
  const indexes = partitionIndexes ?? ofObjects;
  return indexes.length === 0 ? [name] : indexes.map((index) => `${name}[${index}]`);
}

function summary(subject: string, success: string, errorCodes: readonly (number | undefined)[]): Summary {
  const codes = new Set(errorCodes.filter((code) => code !== undefined && code !== ErrorCode.NONE));
  const errors = [...codes].map((code) => errorName(code ?? 0));
  return { subject, outcome: errors.length > 0 ? errors.join(', ') : success, errors };
}

/** Error codes anywhere in a response, each once. */
export function errorCodesIn(value: unknown): number[] {
  const codes = new Set<number>();
  addErrorCodes(codes, value);
  return [...codes];
}

/** Makes nothing on its way: a response may have a hundred thousand parts. */
function addErrorCodes(codes: Set<number>, value: unknown): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  if (Array.isArray(value)) {
    for (const each of value) addErrorCodes(codes, each);
    return;
  }
  for (const key in value) {
    const each: unknown = value[key as keyof typeof value];
    if (key === 'errorCode' && typeof each === 'number') codes.add(each);
    else addErrorCodes(codes, each);
  }
}

function list(items: readonly string[]): string {
  if (items.length <= MAX_SHOWN) return items.join(', ');
  return `${items.slice(0, MAX_SHOWN).join(', ')}, … ${items.length - MAX_SHOWN} more`;
}

/** Records in a batch, by what its header says; a batch that is cut off counts for nothing. */
function recordCount(bytes: Buffer | null): number {
  return bytes === null || bytes.length < BATCH_HEADER_SIZE ? 0 : bytes.readInt32BE(RECORD_COUNT_POSITION);
}

import type { ErrorCode as ErrorCodes, MetadataRequest } from '@testka/protocol';
import { ErrorCode } from '@testka/protocol';
import { CLOSE, type Api, type Reply } from '../api.ts';
import type { RequestContext } from '../context.ts';
import { errorAnswer, type ErrorLevel } from '../error-answer.ts';
import type { Exchange } from '../interceptors.ts';
import { mapReply } from '../parked.ts';
import { NO_LEADER } from '../metadata/partition-change.ts';
import type { RequestMatch } from './fault.ts';
import { mergeAnswers } from './partial-answer.ts';
import { keepParts } from './parts.ts';
import { type Selector, targetsOf } from './targets.ts';

type Values = Readonly<Record<string, unknown>>;

/** A request on its way to its handler. */
export interface Passage {
  readonly api: Api;
  /** What came in; its request may have lost what an earlier fault has answered. */
  readonly exchange: Exchange;
  readonly context: RequestContext;
  /** The parts that are meant. */
  readonly selects: Selector;
  readonly origin: Origin;
  /** Everything behind this fault. */
  readonly next: (request: unknown) => Reply<unknown>;
}

/** Who makes things go wrong. */
export interface Origin {
  readonly name: string;
  /** What answers say that have words for an error. Null: none, as where a broker has such troubles by itself. */
  readonly words: string | null;
  /** Whether work that has failed anyway is answered with what it has failed with. */
  readonly isHonest: boolean;
}

export const BY_TEST: Origin = { name: 'a fault', words: 'injected by the test', isHonest: false };
export const BY_CHAOS: Origin = { name: 'chaos', words: null, isHonest: true };

interface Failure {
  readonly errorCode: ErrorCodes;
  readonly apply: boolean;
}

/** What a Fetch answers as a whole; all other errors are those of a partition. */
const SESSION_ERRORS: ReadonlySet<ErrorCodes> = new Set([
  ErrorCode.FETCH_SESSION_ID_NOT_FOUND,
  ErrorCode.INVALID_FETCH_SESSION_EPOCH,
  ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR,
]);

/** Answers with an error what is meant, and has the rest done; or all of it, if the work is to be done. */
export function fail(passage: Passage, match: RequestMatch, failure: Failure): Reply<unknown> {
  const { api, exchange, next } = passage;
  if (api.name === 'Fetch' && !SESSION_ERRORS.has(failure.errorCode)) return failFetch(passage, failure);
  if (api.name === 'Metadata') return failMetadata(passage, failure);
  const rest = withParts(passage, exchange.request, (part) => !passage.selects(part));
  const level = levelOf(match);
  const answered = (request: unknown): Values => answerFor(passage, request, failure, level);
  const failed = answered(withParts(passage, exchange.request, passage.selects) ?? exchange.request);
  if (rest === undefined && !failure.apply) return saidWith(exchange.request, failed);
  return mapReply(next(failure.apply ? exchange.request : rest), (done) => {
    if (failure.apply && passage.origin.isHonest && hasFailed(done)) return done;
    if (typeof done === 'symbol' || rest === undefined) return saidWith(exchange.request, failed);
    return mergeAnswers(api, exchange.apiVersion, {
      done: done as Values,
      failed,
      inOrder: answered(exchange.request),
    });
  });
}

/** Whether an answer says of anything that it has failed. */
function hasFailed(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null || Buffer.isBuffer(answer)) return false;
  if (Array.isArray(answer)) return answer.some(hasFailed);
  return Object.entries(answer).some(([name, value]) => (name === 'errorCode' ? value !== 0 : hasFailed(value)));
}

/** With acks=0 the end of the connection is all that can be said. */
function saidWith(request: unknown, answer: Values): Values | typeof CLOSE {
  return (request as { acks?: number }).acks === 0 ? CLOSE : answer;
}

/** The fetch itself knows what its session is about, and what to remember of an error. */
function failFetch(passage: Passage, { errorCode }: Failure): Reply<unknown> {
  const { api, exchange, context, selects, next } = passage;
  for (const part of targetsOf(api, exchange, context)) {
    const { topic, partition } = part;
    if (topic !== undefined && partition !== undefined && selects(part))
      context.failPartition(topic, partition, errorCode);
  }
  return next(exchange.request);
}

/** Brokers are told in any case, and nothing is created of which it is said that there is none. */
function failMetadata(passage: Passage, failure: Failure): Reply<unknown> {
  const { api, exchange, next, selects } = passage;
  const request = exchange.request as MetadataRequest;
  const allowAutoTopicCreation = failure.apply && request.allowAutoTopicCreation;
  return mapReply(next({ ...request, allowAutoTopicCreation }), (done) => {
    const told = done as Values;
    if (failure.errorCode === ErrorCode.LEADER_NOT_AVAILABLE) return leaderless(passage, told);
    const meant = withParts(passage, { ...request, topics: told['topics'] }, selects);
    if (meant === undefined) return done;
    const failed = answerFor(passage, meant, failure, 'entry');
    return mergeAnswers(api, exchange.apiVersion, { done: told, failed: { topics: failed['topics'] }, inOrder: told });
  });
}

type ToldTopic = {
  readonly name: string | null;
  readonly errorCode: ErrorCodes;
  readonly partitions: readonly Values[];
};

/** That nobody leads is said of partitions; their topic is there. Of one that is not, it is said because the test wants it. */
function leaderless({ selects, origin }: Passage, told: Values): Values {
  const topics = (told['topics'] as readonly ToldTopic[]).map((topic) => {
    if (topic.errorCode !== ErrorCode.NONE) {
      const isMeant = !origin.isHonest && selects({ topic: topic.name ?? undefined });
      return isMeant ? { ...topic, errorCode: ErrorCode.LEADER_NOT_AVAILABLE } : topic;
    }
    const partitions = topic.partitions.map((partition) => {
      const index = partition['partitionIndex'] as number;
      if (!selects({ topic: topic.name ?? undefined, partition: index })) return partition;
      return { ...partition, errorCode: ErrorCode.LEADER_NOT_AVAILABLE, leaderId: NO_LEADER };
    });
    return { ...topic, partitions };
  });
  return { ...told, topics };
}

function answerFor(
  { api, exchange, origin }: Passage,
  request: unknown,
  { errorCode }: Failure,
  level: ErrorLevel,
): Values {
  return errorAnswer(api, exchange.apiVersion, request, errorCode, origin.words, level);
}

function withParts({ api, exchange, context }: Passage, request: unknown, keep: Selector): unknown {
  const { metadata } = context.services;
  return keepParts(api.request, exchange.apiVersion, request, (id) => metadata.topicById(id)?.name, keep);
}

function levelOf({ topic, partition, group, transactionalId }: RequestMatch): ErrorLevel {
  if (topic !== undefined || partition !== undefined) return 'entry';
  return group !== undefined || transactionalId !== undefined ? 'group' : 'top';
}

/** The connection closes instead of an answer. */
export function closing({ context }: Passage, reason: string): typeof CLOSE {
  context.closingReason = reason;
  return CLOSE;
}

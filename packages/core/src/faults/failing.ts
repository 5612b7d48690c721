import type { ErrorCode as ErrorCodes, MetadataRequest } from '@testka/protocol';
import { ErrorCode } from '@testka/protocol';
import { CLOSE, type Api, type Reply } from '../api.ts';
import type { RequestContext } from '../context.ts';
import { errorAnswer, type ErrorLevel } from '../error-answer.ts';
import type { Exchange } from '../interceptors.ts';
import { mapReply } from '../parked.ts';
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
  /** Everything behind this fault. */
  readonly next: (request: unknown) => Reply<unknown>;
}

interface Failure {
  readonly errorCode: ErrorCodes;
  readonly apply: boolean;
}

/** The answer has words for errors that are nobody's fault. */
const WORDS = 'injected by the test';

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
    if (typeof done === 'symbol' || rest === undefined) return saidWith(exchange.request, failed);
    return mergeAnswers(api, exchange.apiVersion, {
      done: done as Values,
      failed,
      inOrder: answered(exchange.request),
    });
  });
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
    const meant = withParts(passage, { ...request, topics: told['topics'] }, selects);
    if (meant === undefined) return done;
    const failed = answerFor(passage, meant, failure, 'entry');
    return mergeAnswers(api, exchange.apiVersion, { done: told, failed: { topics: failed['topics'] }, inOrder: told });
  });
}

function answerFor({ api, exchange }: Passage, request: unknown, { errorCode }: Failure, level: ErrorLevel): Values {
  return errorAnswer(api, exchange.apiVersion, request, errorCode, WORDS, level);
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

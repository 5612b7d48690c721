import { ErrorCode, StringTooLongError } from '@testka/protocol';
import { type Api, CLOSE, NO_REPLY } from './api.ts';
import { errorAnswer } from './error-answer.ts';
import type { Exchange } from './interceptors.ts';
import { encodeResponse, withThrottle } from './response-frame.ts';

/** Nothing goes back, and nothing else is read either: as a client of Kafka sees it when the broker fails to say its error. */
export const STUCK: unique symbol = Symbol('stuck');

/** What the client gets: the answer, or what stands for it, and its bytes. */
interface Told {
  readonly response: unknown;
  readonly frame: Buffer[] | undefined;
  /** Why the connection closes, where not even the error can be said. */
  readonly closingReason?: string;
}

const TOO_LONG = 'an answer with a string that is too long for any frame';
const SERVER_ERROR = 'The server experienced an unexpected error when processing the request.';
/** Answers that have words for an error that nobody expected; the others have none. */
const WITH_WORDS: ReadonlySet<string> = new Set(['DescribeConfigs', 'AlterClientQuotas']);
/** Kafka fails once more over the error of these, since it repeats the words that are too long. */
const FAILING_TWICE: ReadonlySet<string> = new Set(['DescribeClientQuotas']);

/**
 * The answer as bytes. One that would say more than a frame can carry, such as the words about a name that is as long as
 * a name can be, is an error of the server's.
 */
export function tell(api: Api, exchange: Exchange, response: unknown, throttleTimeMs: number): Told {
  if (response === CLOSE || response === NO_REPLY) return { response, frame: undefined };
  const told = framed(api, exchange, withThrottle(api, response, throttleTimeMs));
  if (told !== undefined) return told;
  if (FAILING_TWICE.has(api.name)) return { response: STUCK, frame: undefined };
  const words = WITH_WORDS.has(api.name) ? SERVER_ERROR : null;
  const failure = errorAnswer(api, exchange.apiVersion, exchange.request, ErrorCode.UNKNOWN_SERVER_ERROR, words);
  const refusal = framed(api, exchange, withThrottle(api, failure, throttleTimeMs));
  return refusal ?? { response: CLOSE, frame: undefined, closingReason: TOO_LONG };
}

function framed(api: Api, { apiVersion, correlationId }: Exchange, response: unknown): Told | undefined {
  try {
    return { response, frame: encodeResponse(api, apiVersion, correlationId, response) };
  } catch (error) {
    if (error instanceof StringTooLongError) return undefined;
    throw error;
  }
}

import type { Hint } from './types/hint.ts';

/** What can go wrong in a test's calls. Every code is explained in docs/errors.md; codes never change their meaning. */
export type BrokerErrorCode =
  | 'ERR_BROKER_BROKEN'
  | 'ERR_BROKER_CLOSED'
  | 'ERR_BROKER_NOT_STARTED'
  | 'ERR_CONCURRENT_TESTS'
  | 'ERR_DECODE'
  | 'ERR_GROUP_NOT_EMPTY'
  | 'ERR_INVALID_ARGUMENT'
  | 'ERR_INVALID_CONFIG'
  | 'ERR_INVALID_FAULT'
  | 'ERR_INVALID_GROUP_ID'
  | 'ERR_INVALID_MATCH'
  | 'ERR_INVALID_MESSAGE'
  | 'ERR_INVALID_OPTION'
  | 'ERR_INVALID_PARTITION'
  | 'ERR_INVALID_RESPONSE'
  | 'ERR_INVALID_SNAPSHOT'
  | 'ERR_INVALID_TOPIC_NAME'
  | 'ERR_LEADER_REFUSED'
  | 'ERR_LEFTOVERS'
  | 'ERR_LISTEN_FAILED'
  | 'ERR_NODE_STATE'
  | 'ERR_NOT_AVAILABLE'
  | 'ERR_NO_LEADER'
  | 'ERR_OPTION_CONFLICT'
  | 'ERR_PORT_IN_USE'
  | 'ERR_PRODUCE_FAILED'
  | 'ERR_REQUEST_FAILED'
  | 'ERR_SCHEMA_MISMATCH'
  | 'ERR_SNAPSHOT_MISMATCH'
  | 'ERR_TOPIC_EXISTS'
  | 'ERR_TOPIC_REFUSED'
  | 'ERR_TRACE_OFF'
  | 'ERR_UNKNOWN_GROUP'
  | 'ERR_UNKNOWN_MEMBER'
  | 'ERR_UNKNOWN_NODE'
  | 'ERR_UNKNOWN_OPTION'
  | 'ERR_UNKNOWN_TOPIC'
  | 'ERR_UNKNOWN_USER'
  | 'ERR_UNSUPPORTED_CONFIG'
  | 'ERR_WAIT_TIMEOUT';

/**
 * A mistake in a call of the test, or something the test asked for that cannot be done. The message says what is wrong,
 * what was given and the way out. Tell errors apart by `code`: `instanceof` does not hold across realms and module copies.
 */
export class BrokerError extends Error {
  readonly code: BrokerErrorCode;

  constructor(code: BrokerErrorCode, message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options);
    this.name = 'BrokerError';
    this.code = code;
  }
}

/** What a wait that came to nothing knows. */
export interface WaitFailure {
  /** One line: what was awaited, for how long, and what came instead. */
  readonly headline: string;
  /** What was there, as plain data. */
  readonly actual: unknown;
  /** What was awaited, as plain data. */
  readonly expected: unknown;
  /** What may be the reason. */
  readonly hints: readonly Hint[];
  /** Everything below the headline: closest candidate, hints, last requests. */
  readonly details: string;
  /** Undefined: nothing was close. */
  readonly closest?: Closest | undefined;
}

/** What was closest, reduced to what it was to be: for tools that show differences themselves, such as matchers. */
export interface Closest {
  readonly expected: unknown;
  readonly actual: unknown;
  /** The report without the differences. */
  readonly report: string;
}

/** Headline and details, as in a message. */
export function wholeReport({ headline, details }: Pick<WaitFailure, 'headline' | 'details'>): string {
  return details === '' ? headline : `${headline}\n\n${details}`;
}

/** A wait reached its time limit. The message is the report; its parts are here for tools. */
export class WaitTimeoutError extends Error {
  readonly code = 'ERR_WAIT_TIMEOUT';
  /** What was there instead. */
  readonly actual: unknown;
  readonly expected: unknown;
  /** Headline and details, as in the message. */
  readonly report: string;
  readonly closest: Closest | undefined;
  /** What may be the reason, the most likely first. */
  readonly hints: readonly Hint[];
  /** Vitest prints no differences of its own: they are in the message. */
  readonly showDiff = false;

  constructor(failure: WaitFailure) {
    const { actual, expected, closest, hints } = failure;
    const report = wholeReport(failure);
    super(report);
    this.name = 'WaitTimeoutError';
    this.actual = actual;
    this.expected = expected;
    this.report = report;
    this.closest = closest;
    this.hints = hints;
  }
}

/** By its code: in Jest it may be of another realm, or of another copy of this package. */
export function isTimeout(error: unknown): error is WaitTimeoutError {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_WAIT_TIMEOUT';
}

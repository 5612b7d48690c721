import type { ErrorCode } from '@testka/protocol';

/**
 * What an operation decided. Nothing durable has changed yet: the records are appended and replayed first, then
 * `whenWritten` changes soft state (timers, parked requests) and gives the answer.
 */
export interface Outcome<Record, Response> {
  readonly records: readonly Record[];
  readonly whenWritten: () => Response;
  /** The append failed: the log and what replay made of it are as before. Gets the error that Kafka tells clients. */
  readonly whenRefused: (error: ErrorCode) => Response;
}

/** Nothing to write; the answer is known. */
export function answer<Response>(response: Response): Outcome<never, Response> {
  return { records: [], whenWritten: () => response, whenRefused: () => response };
}

/** The same outcome with another answer. */
export function answering<Record, Response>(
  outcome: Outcome<Record, unknown>,
  response: Response,
): Outcome<Record, Response> {
  return {
    records: outcome.records,
    whenWritten: () => {
      outcome.whenWritten();
      return response;
    },
    whenRefused: (error) => {
      outcome.whenRefused(error);
      return response;
    },
  };
}

/** Nothing to write and nobody to answer. */
export const NOTHING_TO_DO: Outcome<never, void> = { records: [], whenWritten: () => {}, whenRefused: () => {} };

import { setTimeout as pause } from 'node:timers/promises';

export interface RetryOptions {
  attempts: number;
  /** Pause after the first failure, ms; doubled after each further one. */
  backoffMs: number;
  isFinal(error: unknown): boolean;
  /** Called before every pause: the place to send a heartbeat. */
  onFailure?(error: unknown, attempt: number): Promise<void>;
}

/** The task failed for good. */
export class GaveUpError extends Error {
  override readonly name = 'GaveUpError';
  readonly attempts: number;

  constructor(attempts: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.attempts = attempts;
  }
}

/**
 * Runs a task until it succeeds. The order of messages is kept, as the next one waits for this one.
 * @throws GaveUpError after the last attempt, or when `isFinal` says that another is no use
 */
export async function retry<Result>(task: () => Promise<Result>, options: RetryOptions): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await task();
    } catch (error) {
      if (attempt >= options.attempts || options.isFinal(error)) throw new GaveUpError(attempt, error);
      await options.onFailure?.(error, attempt);
      await pause(options.backoffMs * 2 ** (attempt - 1));
    }
  }
}

const { setTimeout: pause } = require('node:timers/promises');

/** The task failed for good. */
class GaveUpError extends Error {
  name = 'GaveUpError';

  constructor(attempts, cause) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.attempts = attempts;
  }
}

/**
 * Runs a task until it succeeds. The order of messages is kept, as the next one waits for this one.
 * @throws {GaveUpError} after the last attempt, or when `isFinal` says that another is no use
 */
async function retry(task, { attempts, backoffMs, isFinal, onFailure }) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await task();
    } catch (error) {
      if (attempt >= attempts || isFinal(error)) throw new GaveUpError(attempt, error);
      await onFailure?.(error, attempt);
      await pause(backoffMs * 2 ** (attempt - 1));
    }
  }
}

module.exports = { GaveUpError, retry };

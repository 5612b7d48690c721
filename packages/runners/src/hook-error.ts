/** What can go wrong in the hooks of a test runner. */
export type HookErrorCode = 'ERR_BROKER_NOT_STARTED' | 'ERR_CONCURRENT_TESTS';

/** The broker of `useBroker()` is used where there is none. As with `BrokerError`, tell errors apart by `code`. */
export class HookError extends Error {
  readonly code: HookErrorCode;

  constructor(code: HookErrorCode, message: string) {
    super(`${code}: ${message}`);
    this.name = 'HookError';
    this.code = code;
  }
}

/** What jest-circus tells its event handlers, as far as it matters here. */
interface CircusEvent {
  readonly name: string;
  readonly test?: { readonly timeout?: number | undefined };
}

interface CircusState {
  readonly testTimeout: number;
}

type CircusEventHandler = (event: CircusEvent, state: CircusState) => void;

/** Whom to tell about the test functions of a file. */
interface TestWatcher {
  /** @param timeoutMs of the call of `test()`, of `jest.setTimeout()` or of the config */
  readonly began: (timeoutMs: number) => void;
  readonly ended: () => void;
}

/** Tells when a test function begins and ends, hooks apart. In some other runner behind Jest, nobody is told of anything. */
export function watchTests({ began, ended }: TestWatcher): void {
  const handlers = (globalThis as Record<symbol, unknown>)[Symbol.for('EVENT_HANDLERS')];
  if (!Array.isArray(handlers)) return;
  const watch: CircusEventHandler = ({ name, test }, { testTimeout }) => {
    if (name === 'test_fn_start') began(test?.timeout || testTimeout);
    if (name === 'test_fn_success' || name === 'test_fn_failure') ended();
  };
  (handlers as CircusEventHandler[]).push(watch);
}

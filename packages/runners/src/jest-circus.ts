/** A test of jest-circus, as far as it matters here. */
export interface CircusTest {
  readonly name: string;
  readonly parent?: { readonly name: string; readonly parent?: CircusTest['parent'] };
  /** Of its function and its hooks so far: each an error, or a pair of it and one that was made where the test is declared. */
  readonly errors: readonly unknown[];
  /** ms, of its own. */
  readonly timeout?: number | undefined;
}

/** What jest-circus tells its event handlers, as far as it matters here. */
export interface CircusEvent {
  readonly name: string;
  readonly describeBlock?: { hooks: { fn: unknown }[] };
  readonly test?: CircusTest;
}

interface CircusState {
  /** ms, of the file or the config. */
  readonly testTimeout: number;
}

type CircusEventHandler = (event: CircusEvent, state: CircusState) => void;

/**
 * Hears what jest-circus tells, before those who already do.
 *
 * The list of handlers is how the copies of jest-circus in one test file find each other. It is missing in other runners
 * behind Jest.
 * @returns whether it will
 */
export function onCircusEvent(handler: CircusEventHandler): boolean {
  const handlers = (globalThis as Record<symbol, unknown>)[Symbol.for('EVENT_HANDLERS')];
  if (!Array.isArray(handlers)) return false;
  (handlers as CircusEventHandler[]).unshift(handler);
  return true;
}

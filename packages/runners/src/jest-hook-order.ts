/** What jest-circus tells its event handlers, as far as it matters here. */
interface CircusEvent {
  name: string;
  describeBlock?: { hooks: { fn: unknown }[] };
  test?: { name: string; errors: readonly unknown[] };
}

type CircusEventHandler = (event: CircusEvent) => void;

/**
 * Makes an after-hook run after all others of its kind in its block. Jest runs them in the order of declaration; the broker's, which
 * comes first, would close it under the clients that the others are about to disconnect.
 *
 * The list of handlers is how the copies of jest-circus in one test file find each other. Where it is missing, in some other
 * runner behind Jest, the hook keeps its place.
 * @returns whether it will
 */
export function runLast(hookFunction: () => unknown): boolean {
  const handlers = eventHandlers();
  if (handlers === undefined) return false;
  const moveToEnd: CircusEventHandler = ({ name, describeBlock }) => {
    const hook = describeBlock?.hooks.find(({ fn }) => fn === hookFunction);
    if (name !== 'run_describe_start' || describeBlock === undefined || hook === undefined) return;
    describeBlock.hooks = [...describeBlock.hooks.filter((other) => other !== hook), hook];
  };
  // In front of those before it: of two brokers the first is closed last, and the environment restored in reverse.
  handlers.unshift(moveToEnd);
  return true;
}

/** Calls with each test of the file when all its hooks are through; in some other runner behind Jest never. */
export function onTestDone(done: (test: { readonly name: string; readonly hasFailed: boolean }) => void): void {
  eventHandlers()?.push(({ name, test }) => {
    if (name === 'test_done' && test !== undefined) done({ name: test.name, hasFailed: test.errors.length > 0 });
  });
}

function eventHandlers(): CircusEventHandler[] | undefined {
  const handlers = (globalThis as Record<symbol, unknown>)[Symbol.for('EVENT_HANDLERS')];
  return Array.isArray(handlers) ? (handlers as CircusEventHandler[]) : undefined;
}

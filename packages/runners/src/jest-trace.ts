import type { PagePlace, TestIdentity } from '@testka/broker/trace';
import { type CircusTest, onCircusEvent } from './jest-circus.ts';
import type { HookedBroker } from './use-broker.ts';

/** Jest's hooks are not told how their test goes, but its events are. @returns the test that runs */
export function watchTests(): () => CircusTest | undefined {
  let running: CircusTest | undefined;
  onCircusEvent(({ name, test }) => {
    if (name === 'test_start') running = test;
  });
  return () => running;
}

/**
 * What is done behind all hooks of a test: says what was left behind, and keeps the trace if it has failed. It is still
 * within the test, as Jest loads no module between two.
 */
export async function endTest(
  hooked: Pick<HookedBroker<never>, 'afterTest' | 'keepTrace'>,
  identity: TestIdentity,
  errorsSoFar: readonly unknown[],
): Promise<void> {
  const errors = [...errorsSoFar];
  try {
    await hooked.afterTest(identity.name, { hasFailed: errors.length > 0 });
  } catch (error) {
    errors.push(error);
    throw error;
  } finally {
    const page = await hooked.keepTrace(identity, errors.length > 0);
    if (page !== undefined) tell(page, errors.at(-1));
  }
}

/** With the error that Jest prints when the test is over; where there is none to add to, on a line of its own. */
function tell({ shown }: PagePlace, failure: unknown): void {
  const text = `Trace: ${shown}`;
  const error: unknown = Array.isArray(failure) ? failure[0] : failure;
  if (!isError(error)) return console.log(text);
  const { message, stack = '' } = error;
  if (message.includes(text)) return;
  error.message = `${message}\n\n${text}`;
  error.stack = stack.includes(message) ? stack.replace(message, () => error.message) : `${error.message}\n${stack}`;
}

/** By its shape: errors of a test are of another realm. */
function isError(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'message' in value && !Object.isFrozen(value);
}

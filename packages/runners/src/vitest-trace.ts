import type { PagePlace, TestIdentity } from '@testka/broker/trace';
import type { TestContext } from 'vitest';
import type { HookedBroker } from './use-broker.ts';

type Task = TestContext['task'];

/** A test with the blocks that it is in, and its file. */
export function identityOf(task: Task): TestIdentity {
  const names = [task.name];
  for (let { suite } = task; suite !== undefined; suite = suite.suite) names.unshift(suite.name);
  return { name: names.join(' > '), file: task.file.filepath };
}

/** What is done behind all hooks of a test: says what was left behind, and keeps the trace if it has failed. */
export async function endTest(
  hooked: Pick<HookedBroker<never>, 'afterTest' | 'keepTrace'>,
  { task, annotate }: Pick<TestContext, 'task' | 'annotate'>,
): Promise<void> {
  let hasFailed = task.result?.state === 'fail';
  try {
    await hooked.afterTest(task.name, { hasFailed });
  } catch (error) {
    hasFailed = true;
    throw error;
  } finally {
    const page = await hooked.keepTrace(identityOf(task), hasFailed && task.fails !== true);
    if (page !== undefined && !isTold(page, task)) await tell(page, task, annotate);
  }
}

/** Whether a report of ours has told the path already, in what Vitest prints of the failure. */
function isTold({ shown }: PagePlace, { result }: Task): boolean {
  return result?.errors?.some(({ message }) => message.includes(`Trace: ${shown}`)) ?? false;
}

/**
 * As an annotation, which reporters show with the test. Vitest takes those of running tests only, but whether one fails is
 * known when it does not run any more: so it is told, for as long as the call takes, that it still does. The page is no
 * attachment: Vitest would copy it into the project, where nothing removes old ones.
 */
async function tell({ shown }: PagePlace, { result }: Task, annotate: TestContext['annotate']): Promise<void> {
  const text = `Trace: ${shown}`;
  if (result === undefined) return;
  const { state } = result;
  let annotated: Promise<unknown>;
  try {
    result.state = 'run';
    // It looks at the state before it does anything else.
    annotated = annotate(text);
  } finally {
    result.state = state;
  }
  // A Vitest that looks again later still gets the path printed.
  await annotated.catch(() => console.error(text));
}

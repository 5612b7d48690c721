import type { PagePlace } from '@testka/broker/trace';
import { expect, test, type TestContext } from 'vitest';

import { endTest } from './vitest-trace.ts';

const PAGE: PagePlace = { path: '/somewhere/a.html', shown: 'somewhere/a.html' };
const KEEPER = { afterTest: async () => {}, keepTrace: async () => PAGE };

/** What is printed beside the error of a test that has failed with it. */
async function annotationsOf(message: string): Promise<string[]> {
  const file = { filepath: '/a.test.ts' };
  const task = { name: 'a test', file, result: { state: 'fail', errors: [{ message }] } } as TestContext['task'];
  const texts: string[] = [];
  const annotate = (async (text: string) => void texts.push(text)) as unknown as TestContext['annotate'];
  await endTest(KEEPER, { task, annotate });
  return texts;
}

test('the path of the trace is printed once: where a report has it, it is no annotation too', async () => {
  expect(await annotationsOf('topic "orders": no message\n\n  Trace: somewhere/a.html')).toEqual([]);
  expect(await annotationsOf('expected 1 to be 2')).toEqual(['Trace: somewhere/a.html']);
});

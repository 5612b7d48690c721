import { subjectOf } from '@testka/broker/leftovers';
import { afterEach, beforeEach, describe, expect, test as testOfVitest } from 'vitest';

import { test, useBroker } from './vitest.ts';

/** Less than any wait would take. */
const SHORT = { timeout: 2000 };

function isCut(broker: unknown): boolean | undefined {
  return subjectOf(broker)?.context.waits.limit().isCut;
}

describe("waits are cut while the test itself runs, and not by the time of its hooks'", () => {
  const broker = useBroker();
  beforeEach(() => expect(isCut(broker)).toBe(false));
  afterEach(() => expect(isCut(broker)).toBe(false));

  testOfVitest('of a short test', SHORT, () => expect(isCut(broker)).toBe(true));
  testOfVitest('of a long one', { timeout: 60_000 }, () => expect(isCut(broker)).toBe(false));
  testOfVitest('of one without a limit', { timeout: 0 }, () => expect(isCut(broker)).toBe(false));
  testOfVitest('that listens to its signal', SHORT, ({ signal }) => {
    signal.addEventListener('abort', () => {});
    expect(isCut(broker)).toBe(true);
  });
  testOfVitest('that is tried again', { ...SHORT, retry: 1 }, ({ task }) => {
    expect(isCut(broker)).toBe(true);
    expect(task.result?.retryCount).toBe(1);
  });
});

describe('waits of a broker for each test', () => {
  test('are cut', SHORT, ({ broker }) => expect(isCut(broker)).toBe(true));
  test('and are not where there is no limit', { timeout: 0 }, ({ broker }) => expect(isCut(broker)).toBe(false));
});

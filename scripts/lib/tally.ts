import { existsSync, readFileSync } from 'node:fs';

/** What a check or a test runner came to. A check counts as one test. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

export const ONE_PASSED: Tally = { passed: 1, failed: 0, skipped: 0 };
export const ONE_FAILED: Tally = { passed: 0, failed: 1, skipped: 0 };

export function sumTallies(tallies: readonly Tally[]): Tally {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const tally of tallies) {
    total.passed += tally.passed;
    total.failed += tally.failed;
    total.skipped += tally.skipped;
  }
  return total;
}

/** The closing line that people and machines read: `12 passed, 0 failed`. */
export function formatTally(tally: Tally): string {
  const skipped = tally.skipped === 0 ? '' : `, ${tally.skipped} skipped`;
  return `${tally.passed} passed, ${tally.failed} failed${skipped}`;
}

/**
 * Counts a runner that also has an exit code: one that failed without a failed test (a broken import, an unhandled
 * rejection, no report at all) counts as one failed test, and so does one that ran no test.
 */
export function settleTally(tally: Tally, ok: boolean): Tally {
  const ranNothing = tally.passed + tally.failed === 0;
  if (tally.failed === 0 && (!ok || ranNothing)) return { ...tally, failed: 1 };
  return tally;
}

/** Reads the JSON report that Vitest and Jest share; a missing report counts nothing. */
export function readJsonReport(file: string): Tally {
  if (!existsSync(file)) return { passed: 0, failed: 0, skipped: 0 };
  const report = JSON.parse(readFileSync(file, 'utf8')) as JsonReport;
  const skipped = report.numPendingTests + (report.numTodoTests ?? 0);
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped };
}

interface JsonReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests?: number;
}

/** Reads the closing lines of node:test, in TAP or spec form: `# pass 3`, `ℹ fail 0`. */
export function readNodeTestOutput(output: string): Tally {
  const count = (word: string): number => Number(new RegExp(`^(?:#|ℹ) ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  return {
    passed: count('pass'),
    failed: count('fail') + count('cancelled'),
    skipped: count('skipped') + count('todo'),
  };
}

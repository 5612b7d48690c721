import { formatValue } from '../format.ts';
import { isAsymmetric, isMatch } from './match.ts';
import type { RecentMessage } from './recent-messages.ts';

/** The message that differs least from what was expected, the latest of several; undefined when there is none. */
export function closestTo(expected: object, candidates: readonly RecentMessage[]): RecentMessage | undefined {
  let closest: RecentMessage | undefined;
  let fewest = Infinity;
  for (const candidate of candidates) {
    const count = countDifferences(expected, candidate.message);
    if (count > fewest) continue;
    closest = candidate;
    fewest = count;
  }
  return closest;
}

/** As much of `actual` as `expected` speaks of; where they match it is `expected` itself, so that only what differs is seen. */
export function reduceTo(expected: unknown, actual: unknown): unknown {
  if (isMatch(expected, actual)) return expected;
  if (!isRecord(expected) || !isRecord(actual) || Array.isArray(expected) !== Array.isArray(actual)) return actual;
  if (Array.isArray(actual) && Array.isArray(expected))
    return actual.map((each, index) => reduceTo(expected[index], each));
  const spokenOf = Object.entries(expected).filter(([key]) => key in actual);
  return Object.fromEntries(spokenOf.map(([key, wanted]) => [key, reduceTo(wanted, actual[key])]));
}

/** What differs, as lines: "-" what was expected, "+" what is there, the way to it without a sign. */
export function diffLines(expected: unknown, actual: unknown, depth: number = 0): string[] {
  if (!isRecord(expected) || !isRecord(actual)) return [];
  return Object.entries(expected).flatMap(([key, wanted]) => {
    const got = actual[key];
    if (isMatch(wanted, got)) return [];
    const margin = '  '.repeat(depth);
    if (isRecord(wanted) && isRecord(got)) return [`  ${margin}${key}:`, ...diffLines(wanted, got, depth + 1)];
    return [
      `- ${margin}${key}: ${formatValue(wanted)}`,
      `+ ${margin}${key}: ${key in actual ? formatValue(got) : '(absent)'}`,
    ];
  });
}

/** How far something is from what was expected; 0: it matches. */
export function countDifferences(expected: unknown, actual: unknown): number {
  if (isMatch(expected, actual)) return 0;
  if (!isRecord(expected)) return 1;
  // Something of another kind is further away than any that has the wanted fields with other values.
  if (!isRecord(actual)) return 1 + countDifferences(expected, {});
  return Object.entries(expected).reduce((sum, [key, wanted]) => sum + countDifferences(wanted, actual[key]), 0);
}

/** Something with fields to compare one by one. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || isAsymmetric(value)) return false;
  return Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]';
}

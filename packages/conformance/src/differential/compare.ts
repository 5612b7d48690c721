import type { Step } from './play.ts';

/** One place where the two brokers differ. */
export interface Difference {
  readonly step: string;
  readonly path: string;
  readonly kafka: unknown;
  readonly testka: unknown;
}

/** Field by field; steps that one side does not have are differences too. */
export function compareSteps(kafka: readonly Step[], testka: readonly Step[]): Difference[] {
  const count = Math.max(kafka.length, testka.length);
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const step = `${index + 1}. ${kafka[index]?.label ?? testka[index]?.label}`;
    return compareValues(kafka[index]?.outcome, testka[index]?.outcome, '', step);
  });
}

function compareValues(kafka: unknown, testka: unknown, path: string, step: string): Difference[] {
  if (isTree(kafka) && isTree(testka) && Array.isArray(kafka) === Array.isArray(testka)) {
    const keys = new Set([...Object.keys(kafka), ...Object.keys(testka)]);
    for (const key of Object.keys(testka)) if (!(key in kafka) && isOfAnotherVersion(testka[key])) keys.delete(key);
    return [...keys].flatMap((key) =>
      compareValues(kafka[key], testka[key], path === '' ? key : `${path}.${key}`, step),
    );
  }
  return Object.is(kafka, testka) ? [] : [{ step, path, kafka, testka }];
}

/**
 * A field that a recording does not have was declared after it was made, for another version: Kafka's answers are read to
 * their last byte. In this version it is decoded as its default.
 */
function isOfAnotherVersion(value: unknown): boolean {
  return [0, -1, false, '', null].some((zero) => value === zero) || (Array.isArray(value) && value.length === 0);
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

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
    return [...keys].flatMap((key) =>
      compareValues(kafka[key], testka[key], path === '' ? key : `${path}.${key}`, step),
    );
  }
  return Object.is(kafka, testka) ? [] : [{ step, path, kafka, testka }];
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

import type { Difference } from './compare.ts';

/** A difference that is meant, and why. */
interface KnownDifference {
  readonly title: string;
  readonly script: string;
  /** Of the step's label and path, joined by a space. */
  readonly where: RegExp;
  readonly reason: string;
}

/** Everything in which Testka may answer otherwise than Kafka 4.4 in the scripts. Published in docs/compatibility.md. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    title: 'ApiVersions lists fewer APIs and features',
    script: 'api-versions',
    where: / (apiKeys|supportedFeatures|finalizedFeatures)\./,
    reason: 'Only what is implemented is advertised; see above.',
  },
];

/** Why this difference is known; undefined when it is not. */
export function explained(script: string, { step, path }: Difference): string | undefined {
  return KNOWN_DIFFERENCES.find((known) => known.script === script && known.where.test(`${step} ${path}`))?.reason;
}

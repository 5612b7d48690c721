import type { Verdict } from '@testka/broker/matching';

/** What Jest gives to matchers. */
interface JestContext {
  readonly isNot?: boolean;
  readonly expand?: boolean;
  readonly utils: { diff(expected: unknown, actual: unknown, options?: object): string | null };
}

/** The report with the differences as Jest shows them, behind the line that says what is compared. */
export function describeForJest({ report, compared }: Verdict, { utils, expand }: JestContext): string {
  const diff = compared && utils.diff(compared.expected, compared.actual, { expand: expand ?? false });
  if (diff === undefined || diff === null) return report;
  const paragraphs = report.split('\n\n');
  const place = Math.max(
    0,
    paragraphs.findIndex((paragraph) => paragraph.startsWith('  Closest: ')),
  );
  return paragraphs.toSpliced(place + 1, 0, diff.replaceAll(/^(?=.)/gm, '  ')).join('\n\n');
}

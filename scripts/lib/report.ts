import type { Tally } from './tally.ts';
import { formatTally } from './tally.ts';

/** One line of the list that `npm test` prints. */
export interface Outcome {
  name: string;
  tally: Tally;
  /** Printed when something failed. */
  output: string;
  /** A word on what was seen, printed always: `87 kB packed`. */
  note?: string;
}

/** Prints what a step came to, and all of its output if it failed. */
export function printOutcome(outcome: Outcome, durationMs: number): void {
  const failed = outcome.tally.failed > 0;
  const seconds = `${(durationMs / 1000).toFixed(1)} s`;
  const details = [formatTally(outcome.tally), seconds, outcome.note].filter((part) => part !== undefined);
  console.log(`${failed ? '✗' : '✓'} ${outcome.name.padEnd(28)} ${details.join(', ')}`);
  if (failed) console.log(indent(outcome.output));
}

function indent(text: string): string {
  return text.trimEnd().replace(/^/gm, '    ');
}

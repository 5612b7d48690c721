import { plural } from '../format.ts';
import type { Leftover } from '../types/leftover.ts';

/** A test has left something behind, and that was to be an error. */
export class LeftoversError extends Error {
  readonly code = 'ERR_LEFTOVERS';
  readonly leftovers: readonly Leftover[];

  /** @param when `when the test ended` */
  constructor(leftovers: readonly Leftover[], when: string) {
    super(describeLeftovers(leftovers, when));
    this.name = 'LeftoversError';
    this.leftovers = leftovers;
  }
}

const WAYS_OUT: Readonly<Record<Leftover['kind'], string>> = {
  connection: 'Close clients in the test',
  'group-member': 'Close clients in the test',
  'unused-fault': 'correct what a fault is about, or leave it out',
  'idle-fault': 'correct what a fault is about, or leave it out',
  'partly-used-fault': 'give a fault the times that it is hit',
  'lost-fault': 'inject faults in the test, or in a beforeEach that is declared after useBroker()',
  'failed-interceptor': 'correct the interceptor',
  'failed-condition': 'correct the condition',
  'pending-wait': 'await each wait and matcher, or end it by its signal',
};

/** A report, whether it is thrown or printed. */
export function describeLeftovers(leftovers: readonly Leftover[], when: string): string {
  const head = `${plural(leftovers.length, 'thing')} ${leftovers.length === 1 ? 'was' : 'were'} left ${when}`;
  const ways = [...new Set(leftovers.map(({ kind }) => WAYS_OUT[kind]))].join('; ');
  const wayOut = `${ways.slice(0, 1).toUpperCase()}${ways.slice(1)}; or say leftovers: 'ignore'.`;
  return [head, ...leftovers.map(describe), `  ${wayOut}`].join('\n');
}

function describe({ description, reason }: Leftover): string {
  return `  • ${description}${reason === undefined ? '' : `\n    ${reason}`}`;
}

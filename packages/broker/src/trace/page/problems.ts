import type { ProblemData } from '@testka/viewer/data';
import type { BrokerContext } from '../../context.ts';
import { findLeftovers } from '../../leftovers/find-leftovers.ts';
import type { Leftover } from '../../types/leftover.ts';
import type { KeptState } from '../kept-state.ts';

/**
 * What there is to look into, of all that the page shows.
 * @param isOver whether the test is: until then its clients are in use, and its waits are to come to an end
 */
export function problemsOf(context: BrokerContext, states: readonly KeptState[], isOver: boolean): ProblemData[] {
  const open = findLeftovers(context).filter((each) => isOver || !isOpen(each));
  const leftovers = [...states.flatMap((state) => state.leftovers), ...open];
  const hasUnused = leftovers.some(({ kind }) => kind === 'unused-fault' || kind === 'idle-fault');
  const hints = states.flatMap((state) => state.hints);
  // What a hint says of an unused fault is said again, and better, by what is left over.
  const shown = hints.filter(({ code }) => code !== 'fault-unused' || !hasUnused);
  const warnings = [...context.options.unsupported.map(({ warning }) => warning), ...context.view.warnings];
  return distinct([
    ...shown.map(({ code, text }): ProblemData => ({ kind: 'hint', text, code })),
    ...warnings.map((text): ProblemData => ({ kind: 'warning', text })),
    ...leftovers.map((leftover): ProblemData => ({
      kind: isOpen(leftover) ? 'leftover' : 'fault',
      text: leftover.reason === undefined ? leftover.description : `${leftover.description}\n${leftover.reason}`,
    })),
  ]);
}

function isOpen({ kind }: Leftover): boolean {
  return kind === 'connection' || kind === 'group-member' || kind === 'pending-wait';
}

/** What was so before a reset may still be. */
function distinct(problems: readonly ProblemData[]): ProblemData[] {
  return [...new Map(problems.map((problem) => [problem.text, problem])).values()];
}

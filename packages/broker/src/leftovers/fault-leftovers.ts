import type { BrokerContext } from '../context.ts';
import { describeFault } from '../faults/describe-fault.ts';
import type { FaultEntry } from '../faults/fault-book.ts';
import { hitsOf } from '../faults/fault-handle.ts';
import { whyUnused } from '../faults/why-unused.ts';
import { formatValue, plural } from '../format.ts';
import type { Leftover } from '../types/leftover.ts';
import { sourceLineOf } from './source-line.ts';

/**
 * What of a fault the test has asked for and has not got; empty: it has got it.
 * @param before what is about to end it, in words
 */
export function faultLeftover(context: BrokerContext, entry: FaultEntry, before = ''): Leftover[] {
  const { core, interception, thrown } = entry;
  if (thrown.first !== undefined) {
    const failure = formatValue(thrown.first.error);
    return interception === undefined
      ? [leftoverOf(entry, 'failed-condition', `when() of ${describeFault(core)} threw ${failure}`)]
      : [leftoverOf(entry, 'failed-interceptor', `interceptor of ${describeFault(core)} threw ${failure}`)];
  }
  const hits = hitsOf(context, entry);
  const isCounted = core.times !== Infinity;
  const name = `fault ${describeFault(core)}`;
  const until = entry.end === undefined ? before : '';
  if (hits > 0) {
    if (!isCounted || hits >= core.times) return [];
    return [leftoverOf(entry, 'partly-used-fault', `${name} was hit ${hits} of ${plural(core.times, 'time')}${until}`)];
  }
  // Counts, and may well be there to show that there is nothing to count.
  if (core.effect.type === 'observe' && !isCounted) return [];
  const kind = isCounted || core.effect.type === 'hold' ? 'unused-fault' : 'idle-fault';
  return [{ ...leftoverOf(entry, kind, `${name} was never hit${until}`), reason: whyUnused(context, entry) }];
}

/** What a reset or restore sweeps away is told of all the same, once the test or the broker ends. @returns it */
export function noteSweptFaults(context: BrokerContext, call: 'reset' | 'restore'): Leftover[] {
  const { faults } = context;
  const swept = [...faults.all].flatMap((entry) => {
    const kind = entry.core.effect.type === 'hold' && entry.end === undefined ? ' opened it' : ' removed it';
    return faultLeftover(context, entry, ` before ${call}()${kind}`);
  });
  faults.noteSwept(swept);
  return swept;
}

/** Faults in force that a reset is about to remove, though they could still act. @param after the last that may be removed */
export function lostFaults(context: BrokerContext, after: number): Leftover[] {
  return context.faults.inForce
    .filter((entry) => entry.id > after && hitsOf(context, entry) < entry.core.times)
    .map((entry) => {
      const text = `fault ${describeFault(entry.core)} is removed as the test begins`;
      return leftoverOf(entry, 'lost-fault', text);
    });
}

function leftoverOf({ calledAt }: FaultEntry, kind: Leftover['kind'], text: string): Leftover {
  const { place } = sourceLineOf(calledAt.frames);
  const at = place === null ? '' : `, injected at ${place}`;
  return { kind, description: `${text}${at}`, clientId: null, openedBy: place };
}

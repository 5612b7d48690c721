import { findLeftovers } from '../leftovers/find-leftovers.ts';
import { describeLeftovers } from '../leftovers/leftovers-error.ts';
import type { Subject } from './subject.ts';
import { GOOD, type Verdict } from './verdict.ts';

/** `toHaveNoLeftovers`: no client is connected, and no fault is unused, now. */
export function toHaveNoLeftovers({ context }: Subject, isNot: boolean): Verdict {
  const left = findLeftovers(context);
  if ((left.length === 0) !== isNot) return GOOD;
  const report = isNot
    ? 'expected leftovers, but there are none'
    : `expected no leftovers, but ${describeLeftovers(left, 'behind')}`;
  return { ok: false, report, compared: undefined };
}

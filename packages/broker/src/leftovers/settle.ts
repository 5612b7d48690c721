import type { BrokerContext } from '../context.ts';
import { isTimeout } from '../errors.ts';
import type { Leftover } from '../types/leftover.ts';
import { findLeftovers } from './find-leftovers.ts';

/** Native clients close their connections a little after they have said so, ms. */
const GRACE_MS = 200;

/** What is still left when what is being closed has had its time, and what a reset has swept away unused. @param isMeant which leftovers matter */
export async function settledLeftovers(
  context: BrokerContext,
  isMeant: (leftover: Leftover) => boolean = () => true,
): Promise<Leftover[]> {
  const find = (): Leftover[] => [...context.faults.swept, ...findLeftovers(context)].filter(isMeant);
  const isOpen = ({ kind }: Leftover): boolean => kind === 'connection' || kind === 'group-member';
  if (!find().some(isOpen)) return find();
  try {
    await context.waits.until(
      {
        check: () => (find().some(isOpen) ? undefined : { value: undefined }),
        explain: () => ({ headline: 'something is still open', expected: [], actual: find(), hints: [], details: '' }),
      },
      { timeout: GRACE_MS },
      { frames: '' },
    );
  } catch (error) {
    if (!isTimeout(error)) throw error;
  }
  return find();
}

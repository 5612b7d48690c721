import { checkNames, checkObject, wrong } from '../check.ts';
import type { Leftover, LeftoversOption } from '../types/leftover.ts';
import { describeLeftovers, LeftoversError } from './leftovers-error.ts';

const MODES: readonly LeftoversOption[] = ['ignore', 'warn', 'error'];

/** @throws BrokerError ERR_INVALID_ARGUMENT */
export function checkCloseOptions(options: unknown): LeftoversOption {
  const code = 'ERR_INVALID_ARGUMENT';
  const { leftovers = 'ignore', ...rest } = checkObject({ name: 'the options of close()', value: options, code });
  checkNames(Object.keys(rest), ['leftovers'], 'close()', code);
  const mode = MODES.find((each) => each === leftovers);
  if (mode === undefined) throw wrong({ name: 'leftovers', value: leftovers, code }, "'ignore', 'warn' or 'error'");
  return mode;
}

/**
 * Prints what is left, where the runner shows it beside the test, or throws it.
 * @throws LeftoversError
 */
export function complain(leftovers: readonly Leftover[], mode: LeftoversOption, when: string): void {
  if (leftovers.length === 0 || mode === 'ignore') return;
  if (mode === 'error') throw new LeftoversError(leftovers, when);
  console.warn(`testka: ${describeLeftovers(leftovers, when)}`);
}

import { describeFault } from '../faults/describe-fault.ts';
import { whyUnused } from '../faults/why-unused.ts';
import type { HintRule, Scene } from './hint.ts';

export const FAULT_HINTS: readonly HintRule[] = [
  { code: 'fault-acts', find: faultActs },
  { code: 'clock-stopped', find: clockStopped },
  { code: 'fault-unused', find: faultUnused },
];

/** What the test itself makes go wrong. */
function faultActs({ context: { faults, view } }: Scene): string[] {
  return faults.inForce.flatMap(({ id, core }) => {
    const { hits = 0, held = [] } = view.fault(id) ?? {};
    if (core.effect.type === 'hold')
      return held.length === 0 ? [] : [`The test holds ${describeHeld(held.length)}: ${describeFault(core)}.`];
    if (hits === 0 || core.effect.type === 'observe') return [];
    const left =
      core.times === Infinity ? 'more to come' : core.times === hits ? 'none to come' : `${core.times - hits} to come`;
    return [`Fault ${describeFault(core)} has acted ${hits}×; ${left}.`];
  });
}

/** Only the test moves time on, and something waits for that. */
function clockStopped({ context: { driver, options, view } }: Scene): string[] {
  const count = view.waitingForTime;
  if (!driver.clock.isFrozen || count === 0) return [];
  const why = options.clock === 'manual' ? "the option clock is 'manual'" : 'clock.freeze() has stopped it';
  const what = count === 1 ? '1 request or answer waits' : `${count} requests or answers wait`;
  return [
    `The broker's clock stands still (${why}), and ${what} for a time to come. broker.clock.advance(ms) takes it there, ` +
      'broker.clock.resume() lets it go by itself.',
  ];
}

function describeHeld(count: number): string {
  return count === 1 ? 'a request' : `${count} requests`;
}

/** What the test wants to go wrong, and does not. */
function faultUnused({ context }: Scene): string[] {
  const unused = context.faults.inForce.filter(({ id }) => (context.view.fault(id)?.hits ?? 0) === 0);
  return unused.map((entry) => `Fault ${describeFault(entry.core)} has met nothing: ${whyUnused(context, entry)}.`);
}

import { checkBoolean, checkNames, checkObject, wrong } from './check.ts';
import { type BrokerContext, checkOpen } from './context.ts';
import type { Clock } from './types/clock.ts';

/** The longest that time can move at once: a hundred years. */
const MAX_MS = 36_525 * 86_400_000;
const DURATION = /^(\d+(?:\.\d+)?)\s*(ms|s|sec|seconds?|min|minutes?|h|hours?|d|days?|weeks?)$/;
/** By the first letter, but for ms. */
const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** See `Broker.clock`. */
export class ClockHandle implements Clock {
  readonly #context: BrokerContext;

  constructor(context: BrokerContext) {
    this.#context = context;
  }

  get mode(): 'real' | 'manual' {
    return this.#context.driver.clock.isFrozen ? 'manual' : 'real';
  }

  now(): Date {
    return new Date(this.#context.driver.clock.now());
  }

  freeze(): void {
    checkOpen(this.#context);
    this.#context.driver.freeze();
  }

  resume(): void {
    checkOpen(this.#context);
    this.#context.driver.resume();
  }

  async advance(by: number | string, options: { heartbeats?: boolean } = {}): Promise<void> {
    checkOpen(this.#context);
    const ms = durationOf(by);
    const code = 'ERR_INVALID_ARGUMENT';
    const { heartbeats = true, ...rest } = checkObject({ name: 'the options of advance()', value: options, code });
    checkNames(Object.keys(rest), ['heartbeats'], 'advance()', code);
    const { driver } = this.#context;
    if (checkBoolean({ name: 'heartbeats', value: heartbeats, code }))
      driver.submit({ kind: 'admin', command: { type: 'keep-members', forMs: ms } });
    driver.advance(ms);
    checkOpen(this.#context);
  }
}

/** @returns ms, whole @throws BrokerError ERR_INVALID_ARGUMENT */
function durationOf(by: unknown): number {
  const ms = typeof by === 'number' ? by : typeof by === 'string' ? parse(by.trim().toLowerCase()) : NaN;
  if (ms >= 0 && ms <= MAX_MS) return Math.round(ms);
  const given = { name: 'what time advances by', value: by, code: 'ERR_INVALID_ARGUMENT' } as const;
  throw wrong(given, "ms, or a text such as '500 ms', '30 s', '10 min', '2 h' or '7 days', of a hundred years at most");
}

function parse(text: string): number {
  const [, amount = '', unit = ''] = DURATION.exec(text) ?? [];
  return amount === '' ? NaN : Number(amount) * (unit === 'ms' ? 1 : (UNITS_MS[unit.charAt(0)] ?? NaN));
}

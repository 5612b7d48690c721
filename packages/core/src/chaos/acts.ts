import type { ErrorCode } from '@testka/protocol';
import type { FaultEffect } from '../faults/fault.ts';
import type { ChaosKind } from './options.ts';

/** Something that a troubled cluster may do to a request of an API. */
export interface Act {
  readonly kind: ChaosKind;
  /** @param detail from 0 to below 1: how much of it, where that matters */
  readonly effect: (detail: number) => FaultEffect;
  /** Whether it may be about one partition of several. */
  readonly scope: 'whole' | 'partition';
  /** In which versions of the API it may be. */
  readonly since: number;
  readonly until: number;
  /** Of which requests it may be. */
  readonly when: (request: unknown, cluster: { readonly brokers: number }) => boolean;
}

type Limits = Partial<Pick<Act, 'scope' | 'since' | 'until' | 'when'>>;

/** ms: noticeable, and less than what any client gives up after. */
const MIN_DELAY_MS = 5;
const MAX_DELAY_MS = 150;

function act(kind: ChaosKind, effect: Act['effect'], limits: Limits = {}): Act {
  return { kind, effect, scope: 'whole', since: 0, until: Infinity, when: () => true, ...limits };
}

/** Refused: nothing was done. */
export function refused(errorCode: ErrorCode, limits: Limits = {}): Act {
  return act('error', () => ({ type: 'error', errorCode, apply: false }), limits);
}

/** Done, and said not to be. */
export function doneBut(errorCode: ErrorCode, limits: Limits = {}): Act {
  return act('error', () => ({ type: 'error', errorCode, apply: true }), limits);
}

/** The connection ends before the request is handled. */
export function cutOff(limits: Limits = {}): Act {
  return act('disconnect', () => ({ type: 'disconnect', at: 'before' }), limits);
}

/** The connection ends when the request was handled, and its answer is lost. */
export function answerLost(limits: Limits = {}): Act {
  return act('disconnect', () => ({ type: 'disconnect', at: 'after' }), limits);
}

function somewhere(min: number, max: number, detail: number): number {
  return min + Math.floor(detail * (max - min));
}

/** A broker that takes its time, and one whose quota is used up. */
export const SLOW: readonly Act[] = [
  act('delay', (detail) => ({ type: 'delay', delayMs: somewhere(MIN_DELAY_MS, MAX_DELAY_MS, detail) })),
  act('delay', (detail) => ({ type: 'throttle', throttleTimeMs: somewhere(MIN_DELAY_MS, MAX_DELAY_MS, detail) })),
];

/** One batch where several are there. */
export const SHORT: Act = act('delay', () => ({ type: 'shorten' }), { since: 3 });

/** The group must join again. */
export const REBALANCE: Act = act('rebalance', () => ({ type: 'rebalance' }));

/** Somebody else leads the partition. */
export const ELECT: Act = act('leader-change', () => ({ type: 'elect' }), { scope: 'partition' });

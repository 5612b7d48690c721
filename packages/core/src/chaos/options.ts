import type { ApiName } from '@testka/protocol';

/** What chaos does, from the answer that says no to the group that is shaken up. */
export const CHAOS_KINDS = ['error', 'disconnect', 'delay', 'rebalance', 'leader-change'] as const;
export type ChaosKind = (typeof CHAOS_KINDS)[number];

/** How much of what. */
export interface ChaosOptions {
  readonly seed: number;
  /** From 0 to 1: how many of all requests are troubled. */
  readonly rate: number;
  readonly kinds: ReadonlySet<ChaosKind>;
  /** `'*'`: every API. */
  readonly apis: ReadonlySet<ApiName> | '*';
}

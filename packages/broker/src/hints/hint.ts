import type { BrokerContext } from '../context.ts';
import type { OwnedPartition } from '../group/readiness.ts';
import type { Matcher } from '../messages/match.ts';
import type { HintCode } from '../types/hint.ts';
import type { MessageMatch } from '../types/message.ts';

/** What a wait came to nothing about. */
export interface Scene {
  readonly context: BrokerContext;
  readonly nowMs: number;
  /** The group waited for; undefined: any may matter. */
  readonly group: string | undefined;
  /** The topics waited for. */
  readonly topics: readonly string[];
  /** The partition waited for. */
  readonly place: OwnedPartition | undefined;
  /** What a message had to be, as the test has said it. */
  readonly match: MessageMatch | undefined;
  /** The same as a function. */
  readonly matcher: Matcher | undefined;
}

/** One way in which tests go wrong: how to tell, and what to say. */
export interface HintRule {
  /** The heading of its section in docs/hints.md; never changes its meaning. */
  readonly code: HintCode;
  /** What to say, once for each thing it applies to, the most telling first. */
  readonly find: (scene: Scene) => readonly string[];
}

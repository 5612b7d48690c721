import type { BrokerContext } from '../context.ts';
import type { Matcher } from '../messages/match.ts';

/** What a wait came to nothing about. */
export interface Scene {
  readonly context: BrokerContext;
  readonly nowMs: number;
  /** The group waited for; undefined: any may matter. */
  readonly group: string | undefined;
  /** The topics waited for. */
  readonly topics: readonly string[];
  /** What a message had to be. */
  readonly matcher: Matcher | undefined;
}

/** One way in which tests go wrong: how to tell, and what to say. */
export interface Hint {
  /** For tools and docs; never changes its meaning. */
  readonly code: string;
  /** What to say, once for each thing it applies to. */
  readonly find: (scene: Scene) => readonly string[];
}

/** A hint that applies. */
export interface FoundHint {
  readonly code: string;
  readonly text: string;
}

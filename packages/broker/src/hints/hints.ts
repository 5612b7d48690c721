import { CLIENT_HINTS } from './client-hints.ts';
import { FAULT_HINTS } from './fault-hints.ts';
import { GROUP_HINTS } from './group-hints.ts';
import type { FoundHint, Hint, Scene } from './hint.ts';
import { NODE_HINTS } from './node-hints.ts';
import { TOPIC_HINTS } from './topic-hints.ts';

/** The most likely causes first. */
const HINTS: readonly Hint[] = [...FAULT_HINTS, ...CLIENT_HINTS, ...NODE_HINTS, ...TOPIC_HINTS, ...GROUP_HINTS];
const MAX_HINTS = 6;

export function findHints(scene: Scene): FoundHint[] {
  const found = HINTS.flatMap(({ code, find }) => find(scene).map((text) => ({ code, text })));
  return found.slice(0, MAX_HINTS);
}

import type { BrokerContext } from '../context.ts';
import type { Hint, HintCode } from '../types/hint.ts';
import { CLIENT_HINTS } from './client-hints.ts';
import { FAULT_HINTS } from './fault-hints.ts';
import { GROUP_HINTS } from './group-hints.ts';
import type { HintRule, Scene } from './hint.ts';
import { MEMBER_HINTS } from './member-hints.ts';
import { MESSAGE_HINTS } from './message-hints.ts';
import { NODE_HINTS } from './node-hints.ts';
import { TOPIC_HINTS } from './topic-hints.ts';

/** In any order. */
export const HINT_RULES: readonly HintRule[] = [
  ...FAULT_HINTS,
  ...CLIENT_HINTS,
  ...NODE_HINTS,
  ...TOPIC_HINTS,
  ...MESSAGE_HINTS,
  ...GROUP_HINTS,
  ...MEMBER_HINTS,
];
const BY_CODE: ReadonlyMap<HintCode, HintRule> = new Map(HINT_RULES.map((rule) => [rule.code, rule]));

/** The most likely causes first: what the test does itself, what nobody gets past, then what is ever closer to the end of the way. */
export const HINT_CODES: readonly HintCode[] = [
  'fault-acts',
  'clock-stopped',
  'no-client',
  'tls-client',
  'http-client',
  'authentication-failed',
  'produce-failed',
  'no-leader',
  'no-coordinator',
  'not-replicated',
  'topic-missing',
  'similar-topic',
  'decoded-differently',
  'other-partition',
  'headers-differ',
  'tombstone',
  'group-never-joined',
  'group-emptied',
  'group-rebalancing',
  'subscribed-elsewhere',
  'commit-refused',
  'read-again',
  'member-gone',
  'not-fetching',
  'started-at-latest',
  'not-committing',
  'topic-auto-created',
  'message-elsewhere',
  'produce-unacknowledged',
  'node-slow',
  'node-stopped',
  'connection-closed',
  'fault-unused',
];

/** In all, and of one code: of ten topics that are missing the first two tell enough. */
const MAX_HINTS = 6;
const MAX_OF_ONE_CODE = 2;

/** What says that the messages are there and the test looks for others: that no client has written them is no reason then. */
const OF_WHAT_IS_THERE: ReadonlySet<HintCode> = new Set([
  'similar-topic',
  'decoded-differently',
  'other-partition',
  'headers-differ',
]);

function withNoClientLast(hints: readonly Hint[]): readonly Hint[] {
  if (!hints.some(({ code }) => OF_WHAT_IS_THERE.has(code))) return hints;
  const isLast = ({ code }: Hint): boolean => code === 'no-client';
  return [...hints.filter((hint) => !isLast(hint)), ...hints.filter(isLast)];
}

/** What may be the reason, the most likely first. */
export function findHints(scene: Scene): Hint[] {
  const found = HINT_CODES.flatMap((code) => {
    const texts = BY_CODE.get(code)?.find(scene) ?? [];
    return texts.slice(0, MAX_OF_ONE_CODE).map((text) => ({ code, text }));
  });
  return withNoClientLast(found).slice(0, MAX_HINTS);
}

/** When nothing special is waited for. */
export function hintsAtLarge(context: BrokerContext): Hint[] {
  const scene = { group: undefined, topics: [], place: undefined, match: undefined, matcher: undefined };
  return findHints({ context, nowMs: context.driver.clock.now(), ...scene });
}

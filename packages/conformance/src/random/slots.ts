import type { TopicRef } from './action.ts';
import type { Dice } from './dice.ts';

const TOPICS = ['a', 'b', 'c'] as const;

export function drawConnection(dice: Dice): number {
  return dice.below(3);
}

/** Mostly the first topic, so that actions meet. */
export function drawTopic(dice: Dice): string {
  return dice.weighed([
    [6, TOPICS[0]],
    [3, TOPICS[1]],
    [1, TOPICS[2]],
  ]);
}

export function drawRef(dice: Dice): TopicRef {
  const topic = drawTopic(dice);
  return dice.once(12) ? { topic, old: true } : { topic };
}

/** One that exists, mostly. */
export function drawPartition(dice: Dice): number {
  return dice.weighed([
    [6, 0],
    [3, 1],
    [1, 2],
    [1, 9],
  ]);
}

/** Offsets around those that a short sequence gets to. */
export function drawOffset(dice: Dice): number {
  return dice.once(20) ? -1 : dice.once(15) ? 99 : dice.below(dice.once(2) ? 3 : 10);
}

/** Kafka answers once for what a request names twice, which scripts of their own show. */
export function distinct<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

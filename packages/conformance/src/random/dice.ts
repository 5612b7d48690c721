/** Seeded chance (mulberry32): the same seed draws the same things. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** An integer from 0 to `bound` - 1. */
  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b_79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * bound);
  }

  /** Both ends included. */
  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  /** True once in so many times. */
  once(inSoMany: number): boolean {
    return this.below(inSoMany) === 0;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  /** So many draws, from `fewest` to `most`. */
  some<T>(fewest: number, most: number, draw: () => T): T[] {
    return Array.from({ length: this.between(fewest, most) }, draw);
  }

  /** One of the entries, each as often as its weight says. */
  weighed<T>(entries: readonly (readonly [number, T])[]): T {
    const sum = entries.reduce((total, [weight]) => total + weight, 0);
    let left = this.below(sum);
    for (const [weight, item] of entries) {
      if (left < weight) return item;
      left -= weight;
    }
    throw new Error('weights add up to nothing');
  }
}

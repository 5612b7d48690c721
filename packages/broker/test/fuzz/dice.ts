import { Random } from '@testka/core';

/** Draws that follow from a seed. */
export class Dice {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /** From 0 to `bound` - 1. */
  below(bound: number): number {
    return this.#random.below(bound);
  }

  /** True once in `times`, on average. */
  oneIn(times: number): boolean {
    return this.#random.below(times) === 0;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.#random.below(items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  bytes(length: number): Buffer {
    return this.#random.bytes(length);
  }
}

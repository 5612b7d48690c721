import { type ClusterView, Random } from '@testka/core';

/** Four hexadecimal digits behind unique names. */
const SUFFIXES = 0x1_0000;

/** Names that were given once, and are not given again. See `Broker.uniqueName`. */
export class UniqueNames {
  readonly #view: ClusterView;
  readonly #given = new Set<string>();
  readonly #seed: number;
  #suffixes: Random | undefined;

  constructor(view: ClusterView, seed: number) {
    this.#view = view;
    this.#seed = seed;
  }

  next(base: string): string {
    this.#suffixes ??= new Random(this.#seed).fork('unique-names');
    for (;;) {
      const name = `${base}-${this.#suffixes.below(SUFFIXES).toString(16).padStart(4, '0')}`;
      const { groups, metadata } = this.#view;
      // A fork draws the same as what it was forked from has drawn.
      const isTaken = metadata.topic(name) !== undefined || groups.group(name) !== undefined;
      if (isTaken || this.#given.has(name)) continue;
      this.#given.add(name);
      return name;
    }
  }
}

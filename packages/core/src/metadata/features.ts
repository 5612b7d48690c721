import type { Feature } from '../releases/features.ts';
import type { MetadataRecord } from './records.ts';

/** The levels at which the cluster's features are finalized (KIP-584). */
export class Features {
  readonly supported: readonly Feature[];
  readonly #levels = new Map<string, number>();

  constructor(supported: readonly Feature[]) {
    this.supported = supported;
  }

  /** Undefined: not supported. */
  get(name: string): Feature | undefined {
    return this.supported.find((feature) => feature.name === name);
  }

  /** 0: off, or not supported. */
  level(name: string): number {
    const feature = this.get(name);
    return feature === undefined ? 0 : this.levelOf(feature);
  }

  /** 0: off. */
  levelOf({ name, finalized }: Feature): number {
    return this.#levels.get(name) ?? finalized;
  }

  get finalized(): { name: string; level: number }[] {
    return this.supported
      .map((feature) => ({ name: feature.name, level: this.levelOf(feature) }))
      .filter(({ level }) => level > 0);
  }

  /** What to write so that the levels are these again; those that are not among them, as at the start. */
  changesTo(levels: ReadonlyMap<string, number>): MetadataRecord[] {
    return this.supported.flatMap((feature): MetadataRecord[] => {
      const level = levels.get(feature.name) ?? feature.finalized;
      return level === this.levelOf(feature) ? [] : [{ type: 'FeatureLevel', name: feature.name, level }];
    });
  }

  /** What was changed at run time, as the records that would set it again. */
  *entries(): Iterable<MetadataRecord> {
    for (const [name, level] of this.#levels) yield { type: 'FeatureLevel', name, level };
  }

  replay({ name, level }: Extract<MetadataRecord, { type: 'FeatureLevel' }>): void {
    this.#levels.set(name, level);
  }
}

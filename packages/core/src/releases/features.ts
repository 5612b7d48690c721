import { type ByRelease, valueIn } from './by-release.ts';
import type { ReleaseName } from './release-name.ts';

/** A feature as ApiVersions tells of it. */
export interface Feature {
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
  /** The level of a freshly formatted cluster. 0: off, and not among the finalized features. */
  readonly finalized: number;
}

type Levels = readonly [minVersion: number, maxVersion: number, finalized: number];

/** Replicas that may lead although they are not in sync, and one min.insync.replicas for the cluster (KIP-966). */
export const ELIGIBLE_LEADER_REPLICAS = 'eligible.leader.replicas.version';

/** Those features of a freshly formatted cluster whose behaviour is implemented; the others are not offered. */
const FEATURES: Readonly<Record<string, ByRelease<Levels>>> = {
  [ELIGIBLE_LEADER_REPLICAS]: { '4.0': [0, 1, 0], '4.1': [0, 1, 1] },
  // Voters are listed in the config, which is level 0 (KIP-853).
  'kraft.version': { '3.9': [0, 1, 0] },
  'metadata.version': {
    '3.9': [1, 21, 21],
    '4.0': [7, 25, 25],
    '4.1': [7, 27, 27],
    '4.2': [7, 29, 29],
    '4.3': [7, 30, 30],
    '4.4': [7, 33, 33],
  },
};

export function featuresOf(release: ReleaseName): Feature[] {
  return Object.entries(FEATURES).flatMap(([name, levels]) => {
    const held = valueIn(release, levels);
    if (held === undefined) return [];
    const [minVersion, maxVersion, finalized] = held;
    return [{ name, minVersion, maxVersion, finalized }];
  });
}

import { RELEASE_NAMES, type ReleaseName } from './release-name.ts';

/** First and last version, both included. */
export type VersionRange = readonly [min: number, max: number];

/** What changes from release to release: each value holds until a later release says otherwise. */
export type ByRelease<T> = Readonly<Partial<Record<ReleaseName, T>>>;

/** What holds in a release; undefined: neither it nor any release before it says. */
export function valueIn<T>(release: ReleaseName, values: ByRelease<T>): T | undefined {
  const upTo = RELEASE_NAMES.slice(0, RELEASE_NAMES.indexOf(release) + 1);
  const says = upTo.findLast((name) => Object.hasOwn(values, name));
  return says === undefined ? undefined : values[says];
}

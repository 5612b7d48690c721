import { defined } from '../assert.ts';
import { valueIn, type VersionRange } from './by-release.ts';
import { type Feature, featuresOf } from './features.ts';
import { RELEASE_NAMES, type ReleaseName } from './release-name.ts';
import { VERSIONS } from './versions.ts';

/** What an API declares, as far as a release decides on it. */
interface Declared {
  readonly name: string;
  readonly request: { readonly versions: VersionRange };
}

/** One release of Apache Kafka: what a client can tell it from the others by. */
export class Release {
  readonly name: ReleaseName;
  readonly features: readonly Feature[];

  readonly #served = new Map<string, VersionRange | undefined>();

  constructor(name: ReleaseName) {
    this.name = name;
    this.features = featuresOf(name);
  }

  /** Whether behaviour that came with that release is there; what left with it, is not. */
  isAtLeast(name: ReleaseName): boolean {
    return RELEASE_NAMES.indexOf(this.name) >= RELEASE_NAMES.indexOf(name);
  }

  /**
   * The versions of an API that are served: those declared that this release has.
   * @returns undefined when there are none: the API is not offered, and a request for it closes the connection.
   */
  served(api: Declared): VersionRange | undefined {
    if (!this.#served.has(api.name)) this.#served.set(api.name, this.#findServed(api));
    return this.#served.get(api.name);
  }

  #findServed({ name, request }: Declared): VersionRange | undefined {
    const ofRelease = valueIn(this.name, defined(VERSIONS[name], `what the releases have of ${name}`));
    if (ofRelease === undefined) return undefined;
    const [min, max] = [Math.max(ofRelease[0], request.versions[0]), Math.min(ofRelease[1], request.versions[1])];
    return min <= max ? [min, max] : undefined;
  }
}

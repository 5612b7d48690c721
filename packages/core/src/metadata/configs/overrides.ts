/** Names and values as they were set. */
export type ConfigValues = ReadonlyMap<string, string>;

const NOTHING: ConfigValues = new Map();

/** What is set at run time for the resources of one kind. */
export class Overrides {
  readonly #byResource = new Map<string, Map<string, string>>();

  of(resourceName: string): ConfigValues {
    return this.#byResource.get(resourceName) ?? NOTHING;
  }

  /** The resources for which something is set. */
  get resourceNames(): IterableIterator<string> {
    return this.#byResource.keys();
  }

  has(resourceName: string): boolean {
    return this.#byResource.has(resourceName);
  }

  /** @param value null removes the config. */
  set(resourceName: string, name: string, value: string | null): void {
    const values = this.#byResource.get(resourceName) ?? new Map<string, string>();
    if (value === null) values.delete(name);
    else values.set(name, value);
    if (values.size === 0) this.#byResource.delete(resourceName);
    else this.#byResource.set(resourceName, values);
  }

  remove(resourceName: string): void {
    this.#byResource.delete(resourceName);
  }

  entries(): IterableIterator<[string, ConfigValues]> {
    return this.#byResource.entries();
  }
}

/** The most that are kept: clients that set ever new values must not make the broker grow. */
const MAX_WARNINGS = 1000;

/** Things accepted that do not behave as in Kafka, in words. */
export class Warnings {
  readonly #said = new Set<string>();

  /** Each once, in the order in which they came up. */
  get all(): ReadonlySet<string> {
    return this.#said;
  }

  add(warning: string): void {
    if (this.#said.size > MAX_WARNINGS || this.#said.has(warning)) return;
    this.#said.add(
      this.#said.size < MAX_WARNINGS
        ? warning
        : `There are more than ${MAX_WARNINGS} warnings; the others are not kept.`,
    );
  }
}

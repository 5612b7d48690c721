/** What a function of the test has thrown while the broker asked it, until the test is told: the broker itself goes on. */
export class Thrown {
  #first: { readonly error: unknown } | undefined;

  note(error: unknown): void {
    this.#first ??= { error };
  }

  /** Undefined: nothing that the test does not know. */
  get first(): { readonly error: unknown } | undefined {
    return this.#first;
  }

  /** @throws what was thrown, the first time */
  tell(): void {
    if (this.#first === undefined) return;
    const { error } = this.#first;
    this.#first = undefined;
    throw error;
  }
}

/** A fetch that waits for records, or for its time. */
export interface LongPoll {
  /** Answers with what there is. */
  end(): void;
}

/** All fetches that wait. Where the test has stopped time none of them would end by itself, and clients wait for them to close. */
export class LongPolls {
  readonly #waiting = new Set<LongPoll>();

  get size(): number {
    return this.#waiting.size;
  }

  add(poll: LongPoll): void {
    this.#waiting.add(poll);
  }

  remove(poll: LongPoll): void {
    this.#waiting.delete(poll);
  }

  endAll(): void {
    for (const poll of [...this.#waiting]) poll.end();
  }
}

/**
 * Operations that wait for something to happen to one of the things they watch (Kafka's purgatory). An operation is asked
 * again whenever one of its keys is touched, and is forgotten once it says that it is done.
 */
export interface DelayedOperation {
  readonly keys: readonly string[];
  /** Completes itself if it can. @returns whether it is done. */
  tryComplete(now: number): boolean;
}

export class DelayedOperations {
  readonly #byKey = new Map<string, Set<DelayedOperation>>();

  watch(operation: DelayedOperation): void {
    for (const key of operation.keys) {
      const watchers = this.#byKey.get(key);
      if (watchers === undefined) this.#byKey.set(key, new Set([operation]));
      else watchers.add(operation);
    }
  }

  forget(operation: DelayedOperation): void {
    for (const key of operation.keys) {
      const watchers = this.#byKey.get(key);
      if (watchers?.delete(operation) === true && watchers.size === 0) this.#byKey.delete(key);
    }
  }

  /** Something happened to `key`: asks those who watch it, in the order in which they began to wait. */
  touch(key: string, now: number): void {
    if (this.#byKey.size === 0) return;
    const watchers = this.#byKey.get(key);
    if (watchers === undefined) return;
    for (const operation of [...watchers]) {
      if (operation.tryComplete(now)) this.forget(operation);
    }
  }

  /** How many operations wait for `key`. */
  waiting(key: string): number {
    return this.#byKey.get(key)?.size ?? 0;
  }
}

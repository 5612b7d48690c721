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
  /** What was touched while things happen together; undefined: they do not. */
  #touched: Set<string> | undefined;

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
    if (this.#touched !== undefined) return void this.#touched.add(key);
    for (const operation of [...watchers]) {
      if (operation.tryComplete(now)) this.forget(operation);
    }
  }

  /** Does several things of which those who wait see all or nothing: they are asked again at the end. */
  together<T>(act: () => T, now: number): T {
    const touched = new Set<string>();
    this.#touched = touched;
    const result = act();
    this.#touched = undefined;
    for (const key of touched) this.touch(key, now);
    return result;
  }

  /** How many operations wait for `key`. */
  waiting(key: string): number {
    return this.#byKey.get(key)?.size ?? 0;
  }
}

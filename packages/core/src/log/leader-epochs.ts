/** One leadership: the epoch and the offset at which it began to append. */
export interface EpochEntry {
  readonly epoch: number;
  readonly startOffset: number;
}

/** Which leader epoch appended which offsets (KIP-101, KIP-320). Kafka's LeaderEpochFileCache. */
export class LeaderEpochs {
  #entries: EpochEntry[] = [];

  get latest(): EpochEntry | undefined {
    return this.#entries.at(-1);
  }

  get entries(): readonly EpochEntry[] {
    return this.#entries;
  }

  /** Notes that `epoch` appends from `startOffset` on; entries that it overtakes are dropped. */
  assign(epoch: number, startOffset: number): void {
    if (this.latest?.epoch === epoch) return;
    this.#entries = this.#entries.filter((entry) => entry.epoch < epoch && entry.startOffset < startOffset);
    this.#entries.push({ epoch, startOffset });
  }

  /** The epoch that wrote `offset`; undefined before the first. */
  epochOf(offset: number): number | undefined {
    return this.#entries.findLast(({ startOffset }) => startOffset <= offset)?.epoch;
  }

  /**
   * The largest known epoch that is at most `requested`, and where it ends.
   * @returns undefined above the latest and for "none" (-1); below the first known epoch, where that begins (KIP-320).
   */
  endOffsetFor(
    requested: number,
    logEndOffset: number,
    currentEpoch: number,
  ): { epoch: number; endOffset: number } | undefined {
    if (requested === -1) return undefined;
    if (requested === currentEpoch) return { epoch: requested, endOffset: logEndOffset };
    const next = this.#entries.findIndex(({ epoch }) => epoch > requested);
    if (next === -1) return undefined;
    const floor = this.#entries[next - 1];
    const end = this.#entries[next];
    if (end === undefined) return undefined;
    if (floor === undefined) return { epoch: requested, endOffset: end.startOffset };
    return { epoch: floor.epoch, endOffset: end.startOffset };
  }

  restore(entries: readonly EpochEntry[]): void {
    this.#entries = [...entries];
  }

  truncateFrom(logEndOffset: number): void {
    this.#entries = this.#entries.filter(({ startOffset }) => startOffset < logEndOffset);
  }

  truncateBefore(logStartOffset: number): void {
    const first = this.#entries.findLastIndex(({ startOffset }) => startOffset <= logStartOffset);
    const kept = this.#entries.slice(Math.max(first, 0));
    const [head, ...rest] = kept;
    this.#entries =
      head === undefined
        ? []
        : [{ epoch: head.epoch, startOffset: Math.max(head.startOffset, logStartOffset) }, ...rest];
  }
}

/** One leadership: the epoch and the offset at which it began to append. */
export interface EpochEntry {
  readonly epoch: number;
  readonly startOffset: number;
}

/** Which leader epoch appended which offsets (KIP-101, KIP-320). Kafka's LeaderEpochFileCache. */
export class LeaderEpochs {
  #entries: EpochEntry[] = [];
  /** Whether the latest was only begun: followers do not know of it before its first record. */
  #isLatestEmpty = false;

  get latest(): EpochEntry | undefined {
    return this.#entries.at(-1);
  }

  get entries(): readonly EpochEntry[] {
    return this.#entries;
  }

  /** Notes that `epoch` appends from `startOffset` on; entries that it overtakes are dropped. */
  assign(epoch: number, startOffset: number): void {
    this.#isLatestEmpty = false;
    if (this.latest?.epoch === epoch) return;
    this.#entries = this.#entries.filter((entry) => entry.epoch < epoch && entry.startOffset < startOffset);
    this.#entries.push({ epoch, startOffset });
  }

  /** Notes that a leader will append from `startOffset` on. */
  begin(epoch: number, startOffset: number): void {
    this.assign(epoch, startOffset);
    this.#isLatestEmpty = true;
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
    return endOffsetAmong(this.#entries, requested);
  }

  /** The same as a follower says it, which knows of epochs that have records, and of no others. */
  endOffsetOnFollower(requested: number, logEndOffset: number): { epoch: number; endOffset: number } | undefined {
    const known = this.#isLatestEmpty ? this.#entries.slice(0, -1) : this.#entries;
    if (requested === known.at(-1)?.epoch) return { epoch: requested, endOffset: logEndOffset };
    return endOffsetAmong(known, requested);
  }

  restore(entries: readonly EpochEntry[]): void {
    this.#entries = [...entries];
    this.#isLatestEmpty = false;
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

/** Where the next larger epoch begins, and the largest that is not above the one requested, if there is any. */
function endOffsetAmong(
  entries: readonly EpochEntry[],
  requested: number,
): { epoch: number; endOffset: number } | undefined {
  const next = entries.findIndex(({ epoch }) => epoch > requested);
  const end = entries[next];
  if (end === undefined) return undefined;
  return { epoch: entries[next - 1]?.epoch ?? requested, endOffset: end.startOffset };
}

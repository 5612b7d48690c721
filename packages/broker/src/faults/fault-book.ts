import type { Fault, FaultId } from '@testka/core';
import type { Interception } from './interception.ts';

/** What the test has injected, held or intercepted, oldest first. */
export interface FaultEntry {
  readonly id: FaultId;
  readonly core: Fault;
  /** Undefined: it is data alone. */
  readonly interception: Interception | undefined;
  /** Hits when it ended; undefined while it is in force. */
  finalHits: number | undefined;
}

export class FaultBook {
  readonly #entries = new Map<FaultId, FaultEntry>();
  /** Also of those that have ended: they may still be deciding about what came before. */
  readonly #interceptions = new Map<FaultId, Interception>();
  #lastId = 0;

  add(core: Fault, interception?: Interception): FaultEntry {
    const entry = { id: ++this.#lastId, core, interception, finalHits: undefined };
    this.#entries.set(entry.id, entry);
    if (interception !== undefined) this.#interceptions.set(entry.id, interception);
    return entry;
  }

  get entries(): readonly FaultEntry[] {
    return [...this.#entries.values()];
  }

  interception(id: FaultId): Interception | undefined {
    return this.#interceptions.get(id);
  }

  /** Nobody waits for a decision any more. */
  forgetInterceptions(): void {
    this.#interceptions.clear();
  }

  /** @returns false: it has ended before */
  end(entry: FaultEntry, hits: number): boolean {
    entry.finalHits ??= hits;
    return this.#entries.delete(entry.id);
  }
}

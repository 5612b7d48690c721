import type { Fault, FaultId } from '@testka/core';
import type { Leftover } from '../types/leftover.ts';
import type { FaultHandle } from '../types/fault.ts';
import type { CallSite } from '../waits/call-site.ts';
import type { Interception } from './interception.ts';
import type { Thrown } from './thrown.ts';

/** Of a broker that is reset again and again, and whose leftovers nobody asks for. */
const MAX_SWEPT = 100;

/** Something that the test has injected, held or intercepted. */
export interface FaultEntry {
  readonly id: FaultId;
  /** As it was asked for: its condition may throw. */
  readonly core: Fault;
  /** What it is as data, as the test has given it. */
  readonly given: object;
  /** Undefined: it is data alone. */
  readonly interception: Interception | undefined;
  /** What its interceptor or its condition has thrown. */
  readonly thrown: Thrown;
  /** Where the test has called for it. */
  readonly calledAt: CallSite;
  /** How many requests had been recorded by then. */
  readonly recordedBefore: number;
  /** What came of it, once it has ended; undefined while it is in force. */
  end: FaultEnd | undefined;
  /** What the test has of it, once it was asked for. */
  handle: FaultHandle | undefined;
}

/** How a fault ended. */
interface FaultEnd {
  readonly hits: number;
  /** How many requests had been recorded by then. */
  readonly recordedBefore: number;
}

/** What the book is told of a fault. */
type NewFault = Omit<FaultEntry, 'id' | 'end' | 'handle'>;

/** What was to go wrong since the last reset, oldest first. Some of it has ended, but may still be deciding about requests. */
export class FaultBook {
  readonly #entries = new Map<FaultId, FaultEntry>();
  /** What was not used of those that a reset or restore has ended. */
  #swept: Leftover[] = [];
  #lastId = 0;

  add(fault: NewFault): FaultEntry {
    const entry = { id: ++this.#lastId, ...fault, end: undefined, handle: undefined };
    this.#entries.set(entry.id, entry);
    return entry;
  }

  /** Of the newest; ids are never given twice. */
  get lastId(): FaultId {
    return this.#lastId;
  }

  /** Also one that has ended. */
  entry(id: FaultId): FaultEntry | undefined {
    return this.#entries.get(id);
  }

  get all(): Iterable<FaultEntry> {
    return this.#entries.values();
  }

  get inForce(): readonly FaultEntry[] {
    return [...this.#entries.values()].filter(({ end }) => end === undefined);
  }

  get swept(): readonly Leftover[] {
    return this.#swept;
  }

  noteSwept(leftovers: readonly Leftover[]): void {
    this.#swept = [...this.#swept, ...leftovers].slice(-MAX_SWEPT);
  }

  /** Another test begins, to which they do not belong. */
  forgetSwept(): void {
    this.#swept = [];
  }

  /** All have ended, and nobody waits for a decision of theirs. */
  clear(): void {
    this.#entries.clear();
  }
}

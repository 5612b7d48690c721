import type { Exchange } from '@testka/core';
import type { TraceSettings } from '../options/resolve-trace.ts';
import type { GroupStory } from './group-story.ts';
import type { PagePlace } from './keep-trace.ts';
import { isUsed, type KeptState } from './kept-state.ts';

/** A request that was answered, as bytes of its own. */
export interface Recorded extends Pick<Exchange, 'api' | 'apiVersion' | 'broker' | 'clientId' | 'receivedAtMs'> {
  readonly answeredAtMs: number;
  readonly host: string;
  /** Without its length, as is the answer. */
  readonly request: Buffer;
  readonly response: Buffer | undefined;
  /** What faults that acted on it are called. */
  readonly faults: readonly string[];
  /** Who has had a hand in the answer, as behind the lines of reports. */
  readonly cause: string;
  /** See `Journal.answered`. */
  readonly number: number;
}

/** Something that happened beside the requests of clients. */
export interface Moment {
  readonly atMs: number;
  /** `test`: a call of the test; `cluster`: nodes, leaders, members; `fault`: one was injected; `mark`: where tests and resets are. */
  readonly kind: 'test' | 'cluster' | 'fault' | 'mark';
  readonly text: string;
}

/** Longer than it may be by so much before the oldest go: taking them one by one from the front would move all the others. */
const SLACK = 1.25;
const MAX_MOMENTS = 2000;
const LENGTH_PREFIX = 4;

/**
 * The last requests, by their bytes: copying those is cheap, and decoding waits until somebody looks. What the bytes are
 * copied from is a socket's or a log's, and not held.
 *
 * What was before a reset is no longer asked for, but kept for the page: hooks that write it may come after those that reset.
 */
export class Recording {
  readonly isOn: boolean;
  readonly #limits: TraceSettings;
  /** Since the last reset. */
  #entries: Recorded[] = [];
  /** Before it. */
  #finished: Recorded[] = [];
  #finishedGroups: readonly GroupStory[] = [];
  #finishedMoments: Moment[] = [];
  #finishedState: KeptState | undefined;
  #moments: Moment[] = [];
  #sizeInBytes = 0;
  /** Whether somebody says when a test begins; else one is kept until the reset after the next. */
  #knowsTests = false;
  /** How many were recorded since the last reset or clear, those forgotten included. */
  total = 0;
  /** How many the page lacks, as there was no more room. */
  forgotten = 0;
  /** Where the page of the test that runs goes if it fails. */
  page: PagePlace | undefined;

  constructor(limits: TraceSettings) {
    this.#limits = limits;
    this.isOn = limits.mode !== 'off';
  }

  get entries(): readonly Recorded[] {
    const { maxRequests } = this.#limits;
    return this.#entries.length > maxRequests ? this.#entries.slice(-maxRequests) : this.#entries;
  }

  /** Those that came after the first `seen` since the last reset, as far as they are still there. */
  after(seen: number): readonly Recorded[] {
    const count = Math.min(this.total - seen, this.#entries.length, this.#limits.maxRequests);
    return count <= 0 ? [] : this.#entries.slice(-count);
  }

  /** For the page: with what was before the last reset. */
  get all(): readonly Recorded[] {
    return [...this.#finished, ...this.#entries].slice(-this.#limits.maxRequests);
  }

  get finishedGroups(): readonly GroupStory[] {
    return this.#finishedGroups;
  }

  /** What the broker held before the last reset of which the page is to tell; undefined: there was none. */
  get finishedState(): KeptState | undefined {
    return this.#finishedState;
  }

  get moments(): readonly Moment[] {
    return [...this.#finishedMoments, ...this.#moments];
  }

  add(seen: Exchange, known: Pick<Recorded, 'faults' | 'cause' | 'number'>): void {
    const { api, apiVersion, broker, clientId, receivedAtMs, answeredAtMs = receivedAtMs } = seen;
    const { requestFrame, responseFrame, connection } = seen;
    if (requestFrame === undefined) return;
    const entry: Recorded = {
      api,
      apiVersion,
      broker,
      clientId,
      receivedAtMs,
      answeredAtMs,
      host: connection?.peer.host ?? '',
      request: Buffer.from(requestFrame),
      response: responseFrame && Buffer.concat([...responseFrame]).subarray(LENGTH_PREFIX),
      ...known,
    };
    this.#entries.push(entry);
    this.#sizeInBytes += sizeOf(entry);
    this.total += 1;
    this.#forgetOldest();
  }

  note(moment: Moment): void {
    if (!this.isOn) return;
    this.#moments.push(moment);
    if (this.#moments.length > MAX_MOMENTS * SLACK) this.#moments = this.#moments.slice(-MAX_MOMENTS);
  }

  /**
   * @param groups what has become of the groups that end now
   * @param state what ends with them; undefined: it goes on
   */
  reset(groups: readonly GroupStory[], state?: KeptState): void {
    const isEmpty = this.#entries.length === 0;
    // Two resets in a row are one.
    if (!this.#knowsTests && !isEmpty) this.#dropFinished();
    this.#finished = [...this.#finished, ...this.#entries];
    this.#finishedGroups = [...this.#finishedGroups, ...groups];
    this.#finishedMoments = [...this.#finishedMoments, ...this.#moments].slice(-MAX_MOMENTS);
    // A test that is over is often reset twice, and the second finds nothing.
    if (state !== undefined && (this.#finishedState === undefined || isUsed(state))) this.#finishedState = state;
    this.#entries = [];
    this.#moments = [];
    this.total = 0;
  }

  /** A test begins: what was before the last reset is not its own. @param page where its page goes if it fails */
  beginTest(page: PagePlace): void {
    this.#knowsTests = true;
    this.#dropFinished();
    this.page = page;
  }

  clear(): void {
    this.#dropFinished();
    this.#entries = [];
    this.#moments = [];
    this.#sizeInBytes = 0;
    this.total = 0;
  }

  #dropFinished(): void {
    for (const entry of this.#finished) this.#sizeInBytes -= sizeOf(entry);
    this.#finished = [];
    this.#finishedGroups = [];
    this.#finishedMoments = [];
    this.#finishedState = undefined;
    this.forgotten = 0;
  }

  #forgetOldest(): void {
    const { maxBytes, maxRequests } = this.#limits;
    while (this.#sizeInBytes > maxBytes && this.#finished.length + this.#entries.length > 1) {
      if (!this.#forget(this.#finished)) this.#forget(this.#entries);
    }
    const count = this.#finished.length + this.#entries.length;
    if (count <= maxRequests * SLACK) return;
    const excess = count - maxRequests;
    const oldest = this.#finished.splice(0, excess);
    oldest.push(...this.#entries.splice(0, excess - oldest.length));
    for (const entry of oldest) this.#sizeInBytes -= sizeOf(entry);
    this.forgotten += excess;
  }

  #forget(from: Recorded[]): boolean {
    const oldest = from.shift();
    if (oldest === undefined) return false;
    this.#sizeInBytes -= sizeOf(oldest);
    this.forgotten += 1;
    return true;
  }
}

function sizeOf(entry: Recorded): number {
  return entry.request.length + (entry.response?.length ?? 0);
}

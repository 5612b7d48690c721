import type { Uuid } from '@testka/protocol';

/** What the broker remembers of one partition of a session: what the client asks for, and what it was last told. */
export interface SessionPartition {
  readonly topicName: string;
  readonly topicId: Uuid;
  readonly partitionIndex: number;
  fetchOffset: number;
  currentLeaderEpoch: number;
  lastFetchedEpoch: number;
  partitionMaxBytes: number;
  /** -1: not told yet, or the last answer was an error. */
  toldHighWatermark: number;
  toldLogStartOffset: number;
}

/** An incremental fetch session (KIP-227). It outlives its connection: another one may carry it on. */
export interface FetchSession {
  readonly id: number;
  /** The client names topics by id (v13+), not by name. */
  readonly usesTopicIds: boolean;
  readonly partitions: Map<string, SessionPartition>;
  /** What the next request must say. */
  epoch: number;
  lastUsedMs: number;
}

/** An entry may be evicted for a newcomer once it has been idle for this long, ms. */
const MIN_IDLE_BEFORE_EVICTION_MS = 120_000;
const MAX_EPOCH = 0x7fff_ffff;

export const FINAL_EPOCH = -1;
export const INITIAL_EPOCH = 0;

export function nextSessionEpoch(epoch: number): number {
  if (epoch < 0) return FINAL_EPOCH;
  return epoch === MAX_EPOCH ? 1 : epoch + 1;
}

/** The fetch sessions of the cluster's brokers. */
export class FetchSessions {
  readonly #sessions = new Map<number, FetchSession>();
  readonly #newId: () => number;
  readonly #maxSlots: () => number;

  constructor(newId: () => number, maxSlots: () => number) {
    this.#newId = newId;
    this.#maxSlots = maxSlots;
  }

  get size(): number {
    return this.#sessions.size;
  }

  get(id: number): FetchSession | undefined {
    return this.#sessions.get(id);
  }

  /** A new session, or undefined when there is no room: the fetch then goes on without one. */
  create(usesTopicIds: boolean, partitions: Map<string, SessionPartition>, now: number): FetchSession | undefined {
    if (this.#sessions.size >= this.#maxSlots() && !this.#evict(partitions.size, now)) return undefined;
    let id = this.#newId();
    while (id === 0 || this.#sessions.has(id)) id = this.#newId();
    const session = { id, usesTopicIds, partitions, epoch: 1, lastUsedMs: now };
    this.#sessions.set(id, session);
    return session;
  }

  remove(id: number): void {
    this.#sessions.delete(id);
  }

  /** Everything that clients were told is void: each partition is told anew. */
  forgetTold(): void {
    for (const { partitions } of this.#sessions.values()) {
      for (const partition of partitions.values()) {
        partition.toldHighWatermark = -1;
        partition.toldLogStartOffset = -1;
      }
    }
  }

  /** The least recently used goes if it is idle or smaller than the newcomer. */
  #evict(newcomerSize: number, now: number): boolean {
    let oldest: FetchSession | undefined;
    let smallest: FetchSession | undefined;
    for (const session of this.#sessions.values()) {
      if (oldest === undefined || session.lastUsedMs < oldest.lastUsedMs) oldest = session;
      if (smallest === undefined || session.partitions.size < smallest.partitions.size) smallest = session;
    }
    if (oldest !== undefined && now - oldest.lastUsedMs > MIN_IDLE_BEFORE_EVICTION_MS)
      return this.#sessions.delete(oldest.id);
    if (smallest !== undefined && smallest.partitions.size < newcomerSize) return this.#sessions.delete(smallest.id);
    return false;
  }
}

import type { Uuid } from '@testka/protocol';
import type { BrokerId, ConnectionId } from '../command.ts';

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
  /** Where it was opened; another broker does not know it. */
  readonly broker: BrokerId;
  readonly createdAtMs: number;
  /** The client names topics by id (v13+), not by name. */
  readonly usesTopicIds: boolean;
  readonly partitions: Map<string, SessionPartition>;
  /** What the next request must say. */
  epoch: number;
  lastUsedMs: number;
  /** On which it was used last. */
  lastUsedBy: ConnectionId | undefined;
}

/** A session that is younger, or was used later than this many ms ago, is not evicted for a newcomer. */
const MIN_AGE_FOR_EVICTION_MS = 120_000;
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

  get(id: number, broker: BrokerId): FetchSession | undefined {
    const session = this.#sessions.get(id);
    return session?.broker === broker ? session : undefined;
  }

  /** A new session, or undefined when there is no room: the fetch then goes on without one. */
  create(
    broker: BrokerId,
    { usesTopicIds, partitions }: Pick<FetchSession, 'usesTopicIds' | 'partitions'>,
    connection: ConnectionId | undefined,
    now: number,
  ): FetchSession | undefined {
    if (this.#sessions.size >= this.#maxSlots() && !this.#evict(partitions.size, now)) return undefined;
    let id = this.#newId();
    while (id === 0 || this.#sessions.has(id)) id = this.#newId();
    const use = { epoch: 1, lastUsedMs: now, lastUsedBy: connection };
    const session = { id, broker, createdAtMs: now, usesTopicIds, partitions, ...use };
    this.#sessions.set(id, session);
    return session;
  }

  remove(id: number): void {
    this.#sessions.delete(id);
  }

  /** The broker's process ended. */
  removeOf(broker: BrokerId): void {
    for (const session of [...this.#sessions.values()])
      if (session.broker === broker) this.#sessions.delete(session.id);
  }

  /**
   * Everything that clients were told is void: each partition is told anew. What nobody who is still connected uses is
   * gone, as no test is to inherit it; a client that comes back all the same opens another one.
   */
  beginAnew(isConnected: (connection: ConnectionId) => boolean): void {
    for (const { id, lastUsedBy, partitions } of [...this.#sessions.values()]) {
      if (lastUsedBy === undefined || !isConnected(lastUsedBy)) this.#sessions.delete(id);
      for (const partition of partitions.values()) {
        partition.toldHighWatermark = -1;
        partition.toldLogStartOffset = -1;
      }
    }
  }

  /** The least recently used goes if it is idle; else the smallest of those that are not new, if smaller than the newcomer. */
  #evict(newcomerSize: number, now: number): boolean {
    let oldest: FetchSession | undefined;
    let smallest: FetchSession | undefined;
    for (const session of this.#sessions.values()) {
      if (oldest === undefined || session.lastUsedMs < oldest.lastUsedMs) oldest = session;
      if (now - session.createdAtMs <= MIN_AGE_FOR_EVICTION_MS) continue;
      if (smallest === undefined || session.partitions.size < smallest.partitions.size) smallest = session;
    }
    if (oldest !== undefined && now - oldest.lastUsedMs > MIN_AGE_FOR_EVICTION_MS)
      return this.#sessions.delete(oldest.id);
    if (smallest !== undefined && smallest.partitions.size < newcomerSize) return this.#sessions.delete(smallest.id);
    return false;
  }
}

import type { ClusterView, Exchange } from '@testka/core';
import type { FetchResponse, InferInput } from '@testka/protocol';
import { setNewest } from './set-newest.ts';
import type { TopicName } from './summaries.ts';

/** Records that a client has got, so often in a row. */
export interface RepeatedRead {
  readonly clientId: string | null;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly count: number;
  readonly connection: number;
}

const MAX_READS = 10_000;

/** From which offset clients got records last, and how often in a row. */
export class RepeatedReads {
  readonly #view: ClusterView;
  readonly #topicName: TopicName;
  /** By client and partition. */
  readonly #reads = new Map<string, RepeatedRead>();

  constructor(view: ClusterView, topicName: TopicName) {
    this.#view = view;
    this.#topicName = topicName;
  }

  get all(): readonly RepeatedRead[] {
    return [...this.#reads.values()];
  }

  clear(): void {
    this.#reads.clear();
  }

  /** A Fetch that was answered. Only records count: whoever has read everything asks from the same offset again and again. */
  see({ clientId, connection, response }: Exchange): void {
    if (connection === undefined) return;
    for (const { topic, topicId, partitions } of (response as InferInput<typeof FetchResponse>).responses) {
      const name = this.#topicName(topic, topicId);
      for (const { partitionIndex, records } of partitions) {
        const partition = this.#view.metadata.partition(name, partitionIndex);
        const offset = partition === undefined ? undefined : connection.positions.of(partition)?.offset;
        if (offset === undefined || records === null || records.length === 0) continue;
        this.#note({ clientId, topic: name, partition: partitionIndex, offset, connection: connection.id });
      }
    }
  }

  #note(read: Omit<RepeatedRead, 'count'>): void {
    const key = `${read.topic}:${read.partition} ${read.clientId}`;
    const last = this.#reads.get(key);
    // A client that begins anew has another connection; one beside it that is open is another client of the same name.
    const isSame = last?.connection === read.connection || !this.#view.connections.has(last?.connection ?? -1);
    const count = last?.offset === read.offset && isSame ? last.count + 1 : 1;
    setNewest(this.#reads, key, { ...read, count }, MAX_READS);
  }
}

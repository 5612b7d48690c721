import type { MetadataRecord } from './records.ts';

/** Ids are handed to brokers in blocks of a thousand (ProducerIdsBlock), so that not each costs a metadata record. */
const BLOCK_SIZE = 1000;

/** Gives each producer an id of its own: 0, 1, 2, …, never one twice. */
export class ProducerIds {
  #next = 0;
  #endOfBlock = 0;

  /** @param write persists the block that the id comes from, when a new one is needed. */
  allocate(write: (record: MetadataRecord) => void): number {
    if (this.#next >= this.#endOfBlock) write({ type: 'ProducerIds', nextProducerId: this.#endOfBlock + BLOCK_SIZE });
    return this.#next++;
  }

  /** The record that would set this again. */
  *entries(): Iterable<MetadataRecord> {
    if (this.#endOfBlock > 0) yield { type: 'ProducerIds', nextProducerId: this.#endOfBlock };
  }

  /** After a restart the rest of the last block is skipped, as in Kafka. */
  replay(record: Extract<MetadataRecord, { type: 'ProducerIds' }>): void {
    this.#next = record.nextProducerId - BLOCK_SIZE;
    this.#endOfBlock = record.nextProducerId;
  }
}

import type { BrokerId } from '../command.ts';
import type { MetadataRecord } from './records.ts';

/** Ids are handed to brokers in blocks of a thousand (ProducerIdsBlock), so that not each costs a metadata record. */
const BLOCK_SIZE = 1000;

/** The rest of a broker's block. */
interface Block {
  next: number;
  readonly end: number;
}

/** Gives each producer an id of its own, never one twice: each broker out of its own block. */
export class ProducerIds {
  readonly #blocks = new Map<BrokerId, Block>();
  #nextBlock = 0;

  /** @param write persists the block that the id comes from, when a new one is needed. */
  allocate(broker: BrokerId, write: (record: MetadataRecord) => void): number {
    let block = this.#blocks.get(broker);
    if (block === undefined || block.next >= block.end) {
      const next = this.#nextBlock;
      write({ type: 'ProducerIds', nextProducerId: next + BLOCK_SIZE });
      block = { next, end: next + BLOCK_SIZE };
      this.#blocks.set(broker, block);
    }
    return block.next++;
  }

  /** A broker that starts again asks for a new block: the rest of its last one is skipped, as in Kafka. */
  forgetBlockOf(broker: BrokerId): void {
    this.#blocks.delete(broker);
  }

  /** All ids that were given lie below. */
  get end(): number {
    return this.#nextBlock;
  }

  /** What makes later blocks lie at `end` or above, if they would not. */
  *recordsToBeginAt(end: number): Iterable<MetadataRecord> {
    if (end > this.#nextBlock) yield { type: 'ProducerIds', nextProducerId: end };
  }

  /** The record that would set this again. */
  *entries(): Iterable<MetadataRecord> {
    if (this.#nextBlock > 0) yield { type: 'ProducerIds', nextProducerId: this.#nextBlock };
  }

  replay(record: Extract<MetadataRecord, { type: 'ProducerIds' }>): void {
    this.#nextBlock = record.nextProducerId;
  }
}

import { ErrorCode, type RecordBatch } from '@testka/protocol';

/** How many of a producer's latest batches are remembered, so that a retry is answered instead of appended (KIP-98). */
const REMEMBERED_BATCHES = 5;
/** What a producer that nobody knows has had: an epoch below it is too old even so. */
const NO_PRODUCER_EPOCH = -1;
const MAX_SEQUENCE = 0x7fff_ffff;

interface RememberedBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly timestamp: number;
}

/** What one partition knows of one producer. */
export interface ProducerEntry {
  readonly producerId: number;
  epoch: number;
  /** Oldest first, at most five, all of the current epoch. */
  batches: RememberedBatch[];
  /** Time of the last append, ms: the entry expires some time after it. */
  lastUpdateMs: number;
}

/** What is to become of a batch. */
export type ProducerVerdict =
  | { readonly kind: 'append' }
  | { readonly kind: 'duplicate'; readonly baseOffset: number; readonly lastOffset: number; readonly timestamp: number }
  | { readonly kind: 'error'; readonly errorCode: ErrorCode; readonly message: string };

/** The idempotent producers of one log (Kafka's ProducerStateManager). It lives and dies with the log. */
export class ProducerState {
  readonly #entries = new Map<number, ProducerEntry>();

  get entries(): ReadonlyMap<number, ProducerEntry> {
    return this.#entries;
  }

  /** Whether the batch may be appended, was appended before, or breaks the order. Changes nothing in the log. */
  check(batch: RecordBatch, now: number, expirationMs: number): ProducerVerdict {
    const entry = this.#known(batch.producerId, now, expirationMs);
    const lastEpoch = entry?.epoch ?? NO_PRODUCER_EPOCH;
    if (batch.producerEpoch < lastEpoch) {
      const message = `Epoch of producer ${batch.producerId} is ${batch.producerEpoch}, which is smaller than the last seen epoch ${lastEpoch}`;
      return { kind: 'error', errorCode: ErrorCode.INVALID_PRODUCER_EPOCH, message };
    }
    if (entry === undefined) return { kind: 'append' };
    if (batch.producerEpoch > entry.epoch) return batch.baseSequence === 0 ? { kind: 'append' } : outOfOrder(batch, -1);
    const { baseSequence, lastSequence } = batch;
    const again = entry.batches.find(
      (seen) => seen.firstSequence === baseSequence && seen.lastSequence === lastSequence,
    );
    if (again !== undefined) return { kind: 'duplicate', ...again };
    const last = entry.batches.at(-1)?.lastSequence;
    if (last === undefined || baseSequence === nextSequence(last)) return { kind: 'append' };
    return outOfOrder(batch, last);
  }

  /** Silent for producer.id.expiration.ms: forgotten, so that any sequence may begin again. */
  #known(producerId: number, now: number, expirationMs: number): ProducerEntry | undefined {
    const entry = this.#entries.get(producerId);
    if (entry === undefined || now - entry.lastUpdateMs < expirationMs) return entry;
    this.#entries.delete(producerId);
    return undefined;
  }

  /** Remembers a batch that is now in the log; also how the state is rebuilt from one. */
  replay(batch: RecordBatch, now: number): void {
    const { producerId, producerEpoch } = batch;
    let entry = this.#entries.get(producerId);
    if (entry === undefined) {
      entry = { producerId, epoch: producerEpoch, batches: [], lastUpdateMs: now };
      this.#entries.set(producerId, entry);
    }
    if (producerEpoch !== entry.epoch) {
      entry.epoch = producerEpoch;
      entry.batches = [];
    }
    entry.lastUpdateMs = now;
    entry.batches.push({
      firstSequence: batch.baseSequence,
      lastSequence: batch.lastSequence,
      baseOffset: batch.baseOffset,
      lastOffset: batch.lastOffset,
      timestamp: batch.maxTimestamp,
    });
    if (entry.batches.length > REMEMBERED_BATCHES) entry.batches.shift();
  }

  snapshot(): ProducerEntry[] {
    return [...this.#entries.values()].map((entry) => ({ ...entry, batches: [...entry.batches] }));
  }

  restore(entries: readonly ProducerEntry[]): void {
    this.#entries.clear();
    for (const entry of entries) this.#entries.set(entry.producerId, { ...entry, batches: [...entry.batches] });
  }
}

function nextSequence(sequence: number): number {
  return sequence === MAX_SEQUENCE ? 0 : sequence + 1;
}

function outOfOrder(batch: RecordBatch, last: number): ProducerVerdict {
  const message =
    `Out of order sequence number for producer ${batch.producerId}: ` +
    `${batch.baseSequence} (incoming sequence number), ${last} (current end sequence number)`;
  return { kind: 'error', errorCode: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, message };
}

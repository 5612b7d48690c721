/**
 * What a batch may decompress to, bytes: a frame of 6 kB can hold ten million records, and nobody should have to wait for them.
 * Differs: Kafka limits only each record, by max.decompressed.message.bytes, whose default is 2 GiB. A topic that sets it
 * may have batches as large as that.
 */
const MAX_BATCH_BYTES = 32 * 1024 * 1024;
/** What all batches of a request may, bytes; as much as one of them, where a topic allows it more. */
const MAX_REQUEST_BYTES = 2 * MAX_BATCH_BYTES;
const KAFKA_DEFAULT = 2_147_483_639;
/** How much larger than its bytes a batch can be, whatever the codec: a block of zstd that repeats one byte. */
const MAX_RATIO = 32 * 1024;

/** What a record counts for at least, however small it is: looking at millions of empty ones takes a second. */
const MIN_RECORD_BYTES = 32;

/**
 * What a request may have compressed anew, bytes of its records: gzip takes 30 ms for each million. Batches beyond are stored as
 * they came.
 * Differs: Kafka compresses all of them.
 */
const MAX_RECOMPRESSED_BYTES = 8 * 1024 * 1024;

/**
 * How many records the message sets of a request may hold: each becomes an object of its own, and a million of them take two
 * seconds. Differs: Kafka has no limit.
 */
const MAX_LEGACY_RECORDS = 200_000;

/** What a batch counts for. @param sizeInBytes of its records, decompressed */
export function decompressionCost(recordCount: number, sizeInBytes = 0): number {
  return Math.max(sizeInBytes, recordCount * MIN_RECORD_BYTES);
}

/** What the batches of one request may still decompress to: each may be small enough, and there may be many of them. */
export class DecompressionBudget {
  #used = 0;
  #recompressed = 0;
  #legacyRecords = 0;

  /** What there is for batches whose topic allows no more than others, bytes. */
  get left(): number {
    return Math.max(0, MAX_REQUEST_BYTES - this.#used);
  }

  /** For one batch. @param maxDecompressedMessageBytes of its topic; undefined or Kafka's default: not set */
  limitOf(maxDecompressedMessageBytes: number | undefined): number {
    const isSet = maxDecompressedMessageBytes !== undefined && maxDecompressedMessageBytes !== KAFKA_DEFAULT;
    const ofBatch = Math.max(MAX_BATCH_BYTES, isSet ? maxDecompressedMessageBytes : 0);
    return Math.max(0, Math.min(ofBatch, Math.max(MAX_REQUEST_BYTES, ofBatch) - this.#used));
  }

  /** How many records message sets may still hold. */
  get legacyRecordsLeft(): number {
    return MAX_LEGACY_RECORDS - this.#legacyRecords;
  }

  /** A message set held so many records. */
  useLegacyRecords(count: number): void {
    this.#legacyRecords += count;
  }

  /** A batch was decompressed to so many bytes. */
  use(sizeInBytes: number): void {
    this.#used += sizeInBytes;
  }

  /** Whether a batch of so many bytes is compressed anew. */
  takeRecompression(sizeInBytes: number): boolean {
    if (this.#recompressed + sizeInBytes > MAX_RECOMPRESSED_BYTES) return false;
    this.#recompressed += sizeInBytes;
    return true;
  }

  /** A batch could not be read to its end: how far nobody knows, but it was no further than this. */
  useUpTo(limit: number, compressedSize: number): void {
    this.use(Math.min(limit, compressedSize * MAX_RATIO));
  }
}

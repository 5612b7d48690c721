import { uuidToBytes, type Uuid } from './uuid.ts';

const INITIAL_SIZE = 256;
const MAX_INT64 = 2 ** 63;
/** In bytes of UTF-8. A length has 16 bits everywhere, also where the format would allow more, and Kafka says no more either. */
export const MAX_STRING_LENGTH = 0x7fff;

/** A string that no frame can carry: it is longer than MAX_STRING_LENGTH. */
export class StringTooLongError extends RangeError {
  override readonly name = 'StringTooLongError';

  constructor(byteLength: number) {
    super(`a string is ${byteLength} bytes long, and a frame carries none of more than ${MAX_STRING_LENGTH}`);
  }
}

/**
 * The bytes that a string takes, without its length.
 * @throws StringTooLongError when no frame can carry it
 */
export function stringLength(text: string): number {
  const byteLength = Buffer.byteLength(text);
  if (byteLength > MAX_STRING_LENGTH) throw new StringTooLongError(byteLength);
  return byteLength;
}

/**
 * Writes one frame as a list of chunks. Scalars go to a growing buffer; large byte blocks that are already there
 * (record batches) are passed on by reference and never copied.
 */
export class Writer {
  readonly #chunks: Buffer[] = [];
  #buffer: Buffer;
  #view: DataView;
  #position = 0;
  #flushed = 0;
  #sizeOfChunks = 0;

  constructor(initialSize = INITIAL_SIZE) {
    this.#buffer = Buffer.allocUnsafe(initialSize);
    this.#view = viewOf(this.#buffer);
  }

  /** Bytes written so far, chunks included. */
  get size(): number {
    return this.#sizeOfChunks + this.#position - this.#flushed;
  }

  int8(value: number): void {
    const position = this.#reserve(1);
    this.#view.setInt8(position, value);
  }

  int16(value: number): void {
    const position = this.#reserve(2);
    this.#view.setInt16(position, value);
  }

  uint16(value: number): void {
    const position = this.#reserve(2);
    this.#view.setUint16(position, value);
  }

  int32(value: number): void {
    const position = this.#reserve(4);
    this.#view.setInt32(position, value);
  }

  uint32(value: number): void {
    const position = this.#reserve(4);
    this.#view.setUint32(position, value);
  }

  /** Saturates: a double of 2^63 stands for Long.MAX_VALUE (see Reader.int64). */
  int64(value: number): void {
    const position = this.#reserve(8);
    if (value >= MAX_INT64) {
      this.#view.setInt32(position, 0x7fff_ffff);
      this.#view.setUint32(position + 4, 0xffff_ffff);
      return;
    }
    const high = Math.floor(value / 0x1_0000_0000);
    this.#view.setInt32(position, high);
    this.#view.setUint32(position + 4, value - high * 0x1_0000_0000);
  }

  bigint64(value: bigint): void {
    const position = this.#reserve(8);
    this.#view.setBigInt64(position, value);
  }

  float64(value: number): void {
    const position = this.#reserve(8);
    this.#view.setFloat64(position, value);
  }

  boolean(value: boolean): void {
    this.int8(value ? 1 : 0);
  }

  uuid(value: Uuid): void {
    const bytes = uuidToBytes(value);
    const position = this.#reserve(16);
    bytes.copy(this.#buffer, position);
  }

  unsignedVarint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      const position = this.#reserve(1);
      this.#view.setUint8(position, (rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#uint8(rest);
  }

  /** The text's UTF-8 bytes; the caller has written their length. */
  text(value: string, byteLength: number): void {
    const position = this.#reserve(byteLength);
    this.#buffer.write(value, position, byteLength, 'utf8');
  }

  copy(bytes: Uint8Array): void {
    const position = this.#reserve(bytes.length);
    this.#buffer.set(bytes, position);
  }

  /** Takes the block as a chunk of its own, without copying it. The caller must not change it afterwards. */
  append(block: Buffer): void {
    if (block.length === 0) return;
    this.#flush();
    this.#chunks.push(block);
    this.#sizeOfChunks += block.length;
  }

  /** A writer for a part whose size must be known before it is written. */
  nested(): Writer {
    return new Writer();
  }

  /** Everything written, in order. The writer is done after this. */
  finish(): Buffer[] {
    this.#flush();
    return this.#chunks;
  }

  #uint8(value: number): void {
    const position = this.#reserve(1);
    this.#view.setUint8(position, value);
  }

  #flush(): void {
    if (this.#position === this.#flushed) return;
    const chunk = this.#buffer.subarray(this.#flushed, this.#position);
    this.#chunks.push(chunk);
    this.#sizeOfChunks += chunk.length;
    this.#flushed = this.#position;
  }

  /** Where to write the next bytes. The buffer and its view may be others afterwards, so it is called before they are used. */
  #reserve(length: number): number {
    const position = this.#position;
    if (position + length > this.#buffer.length) {
      this.#grow(length);
      return this.#reserve(length);
    }
    this.#position = position + length;
    return position;
  }

  /** The unflushed part moves to a larger buffer; chunks already handed out keep theirs. */
  #grow(length: number): void {
    const unflushed = this.#position - this.#flushed;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, unflushed + length));
    this.#buffer.copy(larger, 0, this.#flushed, this.#position);
    this.#buffer = larger;
    this.#view = viewOf(larger);
    this.#position = unflushed;
    this.#flushed = 0;
  }
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

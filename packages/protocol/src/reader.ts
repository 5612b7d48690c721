import { uuidFromBytes, type Uuid } from './uuid.ts';

/** A frame that does not say what its declaration promises: truncated, a negative length, a count beyond the frame. */
export class MalformedFrameError extends Error {
  override readonly name = 'MalformedFrameError';
}

/** What a frame may hold, so that nobody has to wait for it to be read and answered. */
export interface ReadLimits {
  /** Entries of all lists together, tagged fields that nobody knows included. */
  readonly entries: number;
  /** Bytes of all strings together. */
  readonly textBytes: number;
}

/** A cursor over one frame. Every read checks its bounds; nothing is allocated from a length before the bytes are there. */
export class Reader {
  readonly bytes: Buffer;
  readonly #view: DataView;
  #position: number;
  readonly #limits: ReadLimits | undefined;
  #entries = 0;
  #textBytes = 0;

  constructor(bytes: Buffer, position = 0, limits?: ReadLimits) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = position;
    this.#limits = limits;
  }

  get position(): number {
    return this.#position;
  }

  get remaining(): number {
    return this.bytes.length - this.#position;
  }

  int8(): number {
    return this.#view.getInt8(this.#advance(1));
  }

  int16(): number {
    return this.#view.getInt16(this.#advance(2));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2));
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4));
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4));
  }

  /** Exact up to 2^53; beyond it the nearest double. Long.MAX_VALUE and Long.MIN_VALUE survive a round trip. */
  int64(): number {
    const position = this.#advance(8);
    return this.#view.getInt32(position) * 0x1_0000_0000 + this.#view.getUint32(position + 4);
  }

  bigint64(): bigint {
    return this.#view.getBigInt64(this.#advance(8));
  }

  float64(): number {
    return this.#view.getFloat64(this.#advance(8));
  }

  boolean(): boolean {
    return this.int8() !== 0;
  }

  uuid(): Uuid {
    const position = this.#advance(16);
    return uuidFromBytes(this.bytes, position);
  }

  unsignedVarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#view.getUint8(this.#advance(1));
      value += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) {
        if (value > 0xffff_ffff) break;
        return value;
      }
    }
    throw new MalformedFrameError('a varint is longer than 32 bits');
  }

  /** The next `length` bytes, not copied. */
  slice(length: number): Buffer {
    const position = this.#advance(length);
    return this.bytes.subarray(position, position + length);
  }

  text(length: number): string {
    const position = this.#advance(length);
    this.#textBytes += length;
    if (this.#limits !== undefined && this.#textBytes > this.#limits.textBytes)
      throw new MalformedFrameError(`its strings have more than ${this.#limits.textBytes} bytes`);
    return this.bytes.toString('utf8', position, position + length);
  }

  skip(length: number): void {
    this.#advance(length);
  }

  /**
   * The number of a list's entries, once it is known to be sensible: a list is made only of what can be there.
   * @param count as it was read, not negative
   */
  listLength(count: number): number {
    if (count > this.remaining) throw new MalformedFrameError(`an array of ${count} in ${this.remaining} bytes`);
    return this.#counted(count);
  }

  #counted(count: number): number {
    this.#entries += count;
    if (this.#limits !== undefined && this.#entries > this.#limits.entries)
      throw new MalformedFrameError(`its lists have more than ${this.#limits.entries} entries`);
    return count;
  }

  /** Skips the tagged fields of a flexible structure, handing known ones to `read`, which must consume `size` bytes. */
  taggedFields(read: (tag: number, size: number) => boolean): void {
    for (let count = this.#counted(this.unsignedVarint()); count > 0; count--) {
      const tag = this.unsignedVarint();
      const size = this.unsignedVarint();
      const end = this.#position + size;
      if (!read(tag, size)) this.skip(size);
      if (this.#position !== end) throw new MalformedFrameError(`tagged field ${tag} is not ${size} bytes long`);
    }
  }

  #advance(length: number): number {
    const position = this.#position;
    if (length < 0 || position + length > this.bytes.length) {
      throw new MalformedFrameError(
        `${length} bytes wanted at position ${position} of a frame of ${this.bytes.length}`,
      );
    }
    this.#position = position + length;
    return position;
  }
}

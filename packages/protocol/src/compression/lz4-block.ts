import { CodecError } from './codec.ts';
import { copyLiterals, copyMatch, eachMatch } from './lz77.ts';

/** Every match is this much longer than its token says. */
const MIN_MATCH = 4;

/** A length of 15 in a token goes on in the bytes behind it. */
const LONG_LENGTH = 15;

/**
 * The sequences of a compressed block, one after the other: literals, then a match, but for the last one.
 * @throws CodecError `corrupt` from `next` as soon as a length points beyond the block.
 * @see LZ4 Block Format Description
 */
export class Lz4Sequences {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #position: number;
  literalStart = 0;
  literalLength = 0;
  /** How far back the match lies; not checked, since only who has the output can. */
  offset = 0;
  /** 0 in the last sequence. */
  matchLength = 0;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
  }

  /** Moves to the next sequence; false when the block is at its end. */
  next(): boolean {
    if (this.#position === this.#end) return false;
    const token = this.#byte();
    this.literalLength = this.#length(token >>> 4);
    this.literalStart = this.#position;
    this.#position += this.literalLength;
    this.matchLength = 0;
    if (this.#position > this.#end) throw corruptBlock();
    if (this.#position === this.#end) return true;
    this.offset = this.#byte() | (this.#byte() << 8);
    this.matchLength = MIN_MATCH + this.#length(token & LONG_LENGTH);
    // The last sequence is literals only, so a block may not end behind a match.
    if (this.#position === this.#end) throw corruptBlock();
    return true;
  }

  /** Bytes that the sequences from here on decompress to. */
  totalSize(): number {
    let size = 0;
    while (this.next()) size += this.literalLength + this.matchLength;
    return size;
  }

  #length(length: number): number {
    if (length < LONG_LENGTH) return length;
    let byte: number;
    do {
      byte = this.#byte();
      length += byte;
    } while (byte === 255);
    return length;
  }

  #byte(): number {
    if (this.#position >= this.#end) throw corruptBlock();
    return this.#bytes[this.#position++] as number;
  }
}

/**
 * Decompresses one block into `content` at `position`, where there is room for its `totalSize`.
 * Matches refer to nothing before it: blocks are independent.
 * @throws CodecError `corrupt`
 */
export function decompressBlock(
  bytes: Uint8Array,
  start: number,
  end: number,
  content: Uint8Array,
  position: number,
): void {
  const blockStart = position;
  const sequences = new Lz4Sequences(bytes, start, end);
  while (sequences.next()) {
    copyLiterals(bytes, sequences.literalStart, content, position, sequences.literalLength);
    position += sequences.literalLength;
    if (sequences.matchLength === 0) return;
    const { offset, matchLength } = sequences;
    if (offset === 0 || offset > position - blockStart) throw corruptBlock();
    copyMatch(content, position, offset, matchLength);
    position += matchLength;
  }
}

/** Most bytes that `compressBlock` writes for a block of that size. */
export function maxCompressedBlockSize(size: number): number {
  return size + Math.ceil(size / 255) + 16;
}

/**
 * Compresses `bytes[start, end)` as one block into `target` at `position`, where there is room for its largest size.
 * @returns the position behind it.
 */
export function compressBlock(bytes: Buffer, start: number, end: number, target: Buffer, position: number): number {
  const literalStart = eachMatch(bytes, start, end, (from, matchStart, offset, length) => {
    position = writeLiterals(bytes, from, matchStart, target, position, Math.min(length - MIN_MATCH, LONG_LENGTH));
    position = target.writeUInt16LE(offset, position);
    position = writeLongLength(target, length - MIN_MATCH, position);
  });
  return writeLiterals(bytes, literalStart, end, target, position, 0);
}

function writeLiterals(
  bytes: Buffer,
  start: number,
  end: number,
  target: Buffer,
  position: number,
  matchNibble: number,
): number {
  const length = end - start;
  target[position] = (Math.min(length, LONG_LENGTH) << 4) | matchNibble;
  const literals = writeLongLength(target, length, position + 1);
  copyLiterals(bytes, start, target, literals, length);
  return literals + length;
}

function writeLongLength(target: Buffer, length: number, position: number): number {
  if (length < LONG_LENGTH) return position;
  let rest = length - LONG_LENGTH;
  for (; rest >= 255; rest -= 255) target[position++] = 255;
  target[position++] = rest;
  return position;
}

function corruptBlock(): CodecError {
  return new CodecError('lz4', 'corrupt', 'a length or offset points beyond its block');
}

import { CodecError } from './codec.ts';
import { copyLiterals, copyMatch, eachMatch } from './lz77.ts';

/** The lower two bits of a tag. */
const LITERAL = 0;
const COPY_1_BYTE_OFFSET = 1;
const COPY_2_BYTE_OFFSET = 2;

/** Literals longer than this have their length in one to four bytes behind the tag. */
const MAX_SHORT_LITERAL = 60;

/** Longest copy, and 64 bytes out of a tag of three are the most a block can grow by. */
const MAX_COPY = 64;
const MAX_RATIO = 22;

/**
 * What a raw block says it decompresses to.
 * @returns the size, and where the elements start.
 * @throws CodecError `corrupt` also when so few bytes cannot become so many: nothing need be allocated to know that.
 * @see snappy's format_description.txt, preamble
 */
export function readSnappySize(block: Uint8Array): { size: number; end: number } {
  let size = 0;
  for (let index = 0; index < 5; index++) {
    const byte = block[index];
    if (byte === undefined) throw corrupt('the block ends in its size');
    size += (byte & 127) * 2 ** (7 * index);
    if (byte > 127) continue;
    if (size > block.length * MAX_RATIO) throw corrupt(`${block.length} bytes cannot decompress to ${size}`);
    return { size, end: index + 1 };
  }
  throw corrupt('the size of the block is longer than five bytes');
}

/**
 * Decompresses the elements of a raw block from `start` on into `content[position, end)`, which they must fill.
 * @throws CodecError `corrupt`
 * @see snappy's format_description.txt, compressed stream
 */
export function decompressSnappyBlock(
  block: Uint8Array,
  start: number,
  content: Uint8Array,
  position: number,
  end: number,
): void {
  const contentStart = position;
  let next = start;
  while (next < block.length) {
    const tag = block[next++] as number;
    const isLiteral = (tag & 3) === LITERAL;
    const extra = extraBytesOf(tag);
    if (next + extra > block.length) throw corrupt('the block ends in a tag');
    const number = littleEndian(block, next, extra);
    next += extra;
    const length = lengthOf(tag, number);
    if (length > end - position) throw corrupt('there is more in the block than its size says');
    if (isLiteral) {
      if (length > block.length - next) throw corrupt('the block ends in a literal');
      copyLiterals(block, next, content, position, length);
      next += length;
    } else {
      const offset = (tag & 3) === COPY_1_BYTE_OFFSET ? ((tag >>> 5) << 8) | number : number;
      if (offset === 0 || offset > position - contentStart) throw corrupt('a copy refers to before the block');
      copyMatch(content, position, offset, length);
    }
    position += length;
  }
  if (position !== end) throw corrupt('there is less in the block than its size says');
}

/** Bytes behind a tag that belong to it: of a long literal's length, or of a copy's offset. */
function extraBytesOf(tag: number): number {
  if ((tag & 3) === LITERAL) return Math.max(0, (tag >>> 2) + 1 - MAX_SHORT_LITERAL);
  if ((tag & 3) === COPY_1_BYTE_OFFSET) return 1;
  return (tag & 3) === COPY_2_BYTE_OFFSET ? 2 : 4;
}

function lengthOf(tag: number, number: number): number {
  if ((tag & 3) === COPY_1_BYTE_OFFSET) return ((tag >>> 2) & 7) + 4;
  const length = (tag >>> 2) + 1;
  return (tag & 3) === LITERAL && length > MAX_SHORT_LITERAL ? number + 1 : length;
}

function littleEndian(bytes: Uint8Array, position: number, count: number): number {
  let value = 0;
  for (let index = count - 1; index >= 0; index--) value = value * 256 + (bytes[position + index] as number);
  return value;
}

/** Most bytes that `compressSnappyBlock` writes for a block of that size. */
export function maxCompressedSnappySize(size: number): number {
  return 32 + size + Math.ceil(size / 6);
}

/**
 * Compresses `bytes[start, end)`, at most 64 KiB, as one raw block into `target` at `position`.
 * @returns the position behind it.
 */
export function compressSnappyBlock(
  bytes: Buffer,
  start: number,
  end: number,
  target: Buffer,
  position: number,
): number {
  position = writeSize(target, end - start, position);
  const literalStart = eachMatch(bytes, start, end, (from, matchStart, offset, length) => {
    position = writeLiteral(bytes, from, matchStart, target, position);
    position = writeCopies(target, offset, length, position);
  });
  return writeLiteral(bytes, literalStart, end, target, position);
}

function writeSize(target: Buffer, size: number, position: number): number {
  for (; size > 127; size >>>= 7) target[position++] = (size & 127) | 128;
  target[position++] = size;
  return position;
}

function writeLiteral(bytes: Buffer, start: number, end: number, target: Buffer, position: number): number {
  const length = end - start;
  if (length === 0) return position;
  if (length <= MAX_SHORT_LITERAL) {
    target[position++] = ((length - 1) << 2) | LITERAL;
  } else if (length <= 256) {
    target[position++] = (MAX_SHORT_LITERAL << 2) | LITERAL;
    target[position++] = length - 1;
  } else {
    target[position++] = ((MAX_SHORT_LITERAL + 1) << 2) | LITERAL;
    position = target.writeUInt16LE(length - 1, position);
  }
  copyLiterals(bytes, start, target, position, length);
  return position + length;
}

/** A copy is at least 4 bytes long here, so a long one is cut such that none shorter is left over. */
function writeCopies(target: Buffer, offset: number, length: number, position: number): number {
  for (let rest = length; rest > 0;) {
    const part = rest <= MAX_COPY ? rest : rest < MAX_COPY + 4 ? MAX_COPY - 4 : MAX_COPY;
    if (part >= 4 && part <= 11 && offset < 2048) {
      target[position++] = ((offset >>> 8) << 5) | ((part - 4) << 2) | COPY_1_BYTE_OFFSET;
      target[position++] = offset & 255;
    } else {
      target[position++] = ((part - 1) << 2) | COPY_2_BYTE_OFFSET;
      position = target.writeUInt16LE(offset, position);
    }
    rest -= part;
  }
  return position;
}

function corrupt(message: string): CodecError {
  return new CodecError('snappy', 'corrupt', message);
}

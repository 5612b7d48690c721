import { CodecError, tooLarge } from './codec.ts';

const FRAME_MAGIC = 0xfd2fb528;

/** Sixteen magics, 0x184D2A50 to 0x184D2A5F, start a frame that decoders skip. */
const SKIPPABLE_MAGIC = 0x184d2a50;

/** Most a frame may ask its decoder to keep at hand: libzstd's limit too, unless told otherwise. */
const MAX_WINDOW_SIZE = 128 * 1024 * 1024;

/** Block types. */
const RLE_BLOCK = 1;
const RESERVED_BLOCK = 3;

/**
 * The frames in `bytes` that hold content, each from its magic to its last byte.
 *
 * Node's own decoder stops behind the first frame, takes a skippable one for the end, and on Node 22 takes a frame that
 * is cut off for an empty one; libzstd, and with it Kafka, does none of that.
 * @throws CodecError `corrupt` when a frame is cut off or something else stands in its place; `too-large` when a frame
 *   says itself that its content is.
 * @see RFC 8878
 */
export function zstdFramesIn(bytes: Buffer, maxBytes: number): readonly Buffer[] {
  const frames: Buffer[] = [];
  for (let position = 0; position < bytes.length;) {
    const magic = unsigned(bytes, position, 4);
    let end: number;
    if (magic === FRAME_MAGIC) {
      end = endOfBlocks(bytes, readHeader(bytes, position + 4, maxBytes));
      frames.push(bytes.subarray(position, end));
    } else if ((magic & ~15) >>> 0 === SKIPPABLE_MAGIC) {
      end = position + 8 + unsigned(bytes, position + 4, 4);
      if (end > bytes.length) throw cutOff();
    } else throw new CodecError('zstd', 'corrupt', `no frame starts at byte ${position}: wrong magic`);
    position = end;
  }
  return frames;
}

interface FrameHeader {
  readonly hasChecksum: boolean;
  /** Where the first block starts. */
  readonly end: number;
}

/** RFC 8878, 3.1.1.1. */
function readHeader(bytes: Buffer, start: number, maxBytes: number): FrameHeader {
  const descriptor = unsigned(bytes, start, 1);
  const isSingleSegment = (descriptor & 0b0010_0000) !== 0;
  const windowBytes = isSingleSegment ? 0 : 1;
  const dictionaryIdBytes = [0, 1, 2, 4][descriptor & 3] as number;
  const contentSizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6] as number;
  const contentSizePosition = start + 1 + windowBytes + dictionaryIdBytes;
  const end = contentSizePosition + contentSizeBytes;
  const contentSize = unsigned(bytes, contentSizePosition, contentSizeBytes) + (contentSizeBytes === 2 ? 256 : 0);
  if (contentSize > maxBytes) throw tooLarge('zstd', maxBytes);
  const windowSize = isSingleSegment ? contentSize : windowSizeOf(unsigned(bytes, start + 1, 1));
  if (windowSize > MAX_WINDOW_SIZE && !isSingleSegment) {
    throw new CodecError('zstd', 'corrupt', `the frame needs a window of ${windowSize} bytes`);
  }
  return { hasChecksum: (descriptor & 0b0000_0100) !== 0, end };
}

/** RFC 8878, 3.1.1.1.2: an exponent and eighths of it. */
function windowSizeOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >>> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** RFC 8878, 3.1.1.2: each block has three bytes before it, which say whether it is the last, its type and its size. */
function endOfBlocks(bytes: Buffer, header: FrameHeader): number {
  for (let position = header.end; ;) {
    const word = unsigned(bytes, position, 3);
    const type = (word >>> 1) & 3;
    if (type === RESERVED_BLOCK) throw new CodecError('zstd', 'corrupt', `the block at byte ${position} has no type`);
    position += 3 + (type === RLE_BLOCK ? 1 : word >>> 3);
    if ((word & 1) === 0) continue;
    const end = position + (header.hasChecksum ? 4 : 0);
    if (end > bytes.length) throw cutOff();
    return end;
  }
}

/** A little-endian integer of 0 to 8 bytes; what is beyond 2^53 need not be exact. */
function unsigned(bytes: Buffer, position: number, size: number): number {
  if (position + size > bytes.length) throw cutOff();
  let value = 0;
  for (let index = size - 1; index >= 0; index--) value = value * 256 + (bytes[position + index] as number);
  return value;
}

function cutOff(): CodecError {
  return new CodecError('zstd', 'corrupt', 'the last frame is cut off');
}

import { type Codec, CodecError, tooLarge } from './codec.ts';
import { Lz4Sequences, compressBlock, decompressBlock, maxCompressedBlockSize } from './lz4-block.ts';
import { MAX_LZ77_BLOCK_SIZE } from './lz77.ts';
import { xxhash32 } from './xxhash32.ts';

const FRAME_MAGIC = 0x184d2204;

/** Bits of the frame's FLG byte. */
const FLAG_VERSION_MASK = 0b1100_0000;
const FLAG_VERSION_1 = 0b0100_0000;
const FLAG_BLOCK_INDEPENDENT = 0b0010_0000;
const FLAG_BLOCK_CHECKSUM = 0b0001_0000;
const FLAG_CONTENT_SIZE = 0b0000_1000;
const FLAG_RESERVED = 0b0000_0010;
const FLAG_DICTIONARY = 0b0000_0001;

/** The BD byte's code for blocks of at most 64 KiB; each further one means four times as much, up to 7. */
const BLOCK_SIZE_64_KIB = 4;

/** Set in a block's length when it is stored as it was. */
const UNCOMPRESSED_BLOCK = 0x8000_0000;

/**
 * LZ4, in its frame format.
 *
 * Reads one frame and ignores what follows it; does not check the checksum over the whole content. Both as Kafka 4.4.
 * Writes what the Java client writes: independent blocks of 64 KiB, no checksums but the header's.
 * @see LZ4 Frame Format Description 1.6
 */
export const lz4: Codec = {
  id: 3,
  name: 'lz4',
  compress: compressFrame,
  decompress: decompressFrame,
};

function compressFrame(bytes: Buffer): Buffer {
  const blockCount = Math.ceil(bytes.length / MAX_LZ77_BLOCK_SIZE);
  const frame = Buffer.allocUnsafe(11 + 4 * blockCount + maxCompressedBlockSize(bytes.length) + 16 * blockCount);
  frame.writeUInt32LE(FRAME_MAGIC, 0);
  frame.writeUInt8(FLAG_VERSION_1 | FLAG_BLOCK_INDEPENDENT, 4);
  frame.writeUInt8(BLOCK_SIZE_64_KIB << 4, 5);
  frame.writeUInt8(headerChecksum(frame, 4, 6), 6);
  let position = 7;
  for (let start = 0; start < bytes.length; start += MAX_LZ77_BLOCK_SIZE) {
    const end = Math.min(start + MAX_LZ77_BLOCK_SIZE, bytes.length);
    const compressedEnd = compressBlock(bytes, start, end, frame, position + 4);
    const size = compressedEnd - position - 4;
    if (size < end - start) {
      frame.writeUInt32LE(size, position);
      position = compressedEnd;
    } else {
      frame.writeUInt32LE(UNCOMPRESSED_BLOCK + (end - start), position);
      position += 4 + bytes.copy(frame, position + 4, start, end);
    }
  }
  return frame.subarray(0, frame.writeUInt32LE(0, position));
}

/** One block of a frame, found but not yet decompressed. */
interface FrameBlock {
  readonly start: number;
  readonly end: number;
  readonly isCompressed: boolean;
  /** Bytes it decompresses to. */
  readonly size: number;
}

/** Sizes are added up before anything is allocated: a bomb costs no more than reading its own bytes. */
function decompressFrame(frame: Buffer, maxBytes: number): Buffer {
  const header = readHeader(frame);
  const blocks = readBlocks(frame, header, maxBytes);
  const content = Buffer.allocUnsafe(blocks.reduce((sum, { size }) => sum + size, 0));
  let position = 0;
  for (const block of blocks) {
    if (!block.isCompressed) frame.copy(content, position, block.start, block.end);
    else decompressBlock(frame, block.start, block.end, content, position);
    position += block.size;
  }
  return content;
}

interface FrameHeader {
  readonly hasBlockChecksums: boolean;
  readonly maxBlockSize: number;
  /** Where the first block starts. */
  readonly end: number;
}

function readHeader(frame: Buffer): FrameHeader {
  if (frame.length < 7) throw corrupt(`${frame.length} bytes are no frame`);
  if (frame.readUInt32LE(0) !== FRAME_MAGIC) throw corrupt('no frame starts here: wrong magic');
  const flags = frame.readUInt8(4);
  const blockSizeCode = frame.readUInt8(5) >>> 4;
  if ((flags & FLAG_VERSION_MASK) !== FLAG_VERSION_1) throw corrupt('the frame is not of version 1');
  if ((flags & FLAG_RESERVED) !== 0 || (frame.readUInt8(5) & 0b1000_1111) !== 0) throw corrupt('reserved bits are set');
  // Kafka reads no others either (Lz4BlockInputStream).
  if ((flags & FLAG_BLOCK_INDEPENDENT) === 0) throw corrupt('blocks that depend on each other are not supported');
  if ((flags & FLAG_DICTIONARY) !== 0) throw corrupt('the frame needs a dictionary');
  if (blockSizeCode < BLOCK_SIZE_64_KIB) throw corrupt(`block size code ${blockSizeCode} means nothing`);
  const checksumPosition = (flags & FLAG_CONTENT_SIZE) === 0 ? 6 : 14;
  if (frame[checksumPosition] !== headerChecksum(frame, 4, checksumPosition)) throw corrupt('wrong header checksum');
  return {
    hasBlockChecksums: (flags & FLAG_BLOCK_CHECKSUM) !== 0,
    maxBlockSize: 65_536 * 4 ** (blockSizeCode - BLOCK_SIZE_64_KIB),
    end: checksumPosition + 1,
  };
}

function readBlocks(frame: Buffer, header: FrameHeader, maxBytes: number): readonly FrameBlock[] {
  const blocks: FrameBlock[] = [];
  let total = 0;
  for (let position = header.end; ;) {
    if (position + 4 > frame.length) throw corrupt('the frame ends before its end mark');
    const word = frame.readUInt32LE(position);
    if (word === 0) return blocks;
    const isCompressed = word < UNCOMPRESSED_BLOCK;
    const start = position + 4;
    const end = start + (isCompressed ? word : word - UNCOMPRESSED_BLOCK);
    position = end + (header.hasBlockChecksums ? 4 : 0);
    if (position > frame.length) throw corrupt(`the block at byte ${start} is cut off`);
    if (header.hasBlockChecksums && frame.readUInt32LE(end) !== xxhash32(frame, start, end)) {
      throw corrupt(`the block at byte ${start} has a wrong checksum`);
    }
    const size = isCompressed ? new Lz4Sequences(frame, start, end).totalSize() : end - start;
    if (size > header.maxBlockSize) throw corrupt(`the block at byte ${start} is larger than the frame allows`);
    total += size;
    if (total > maxBytes) throw tooLarge('lz4', maxBytes);
    blocks.push({ start, end, isCompressed, size });
  }
}

/** The second byte of the hash of the frame descriptor, which starts after the magic. */
export function headerChecksum(frame: Buffer, start: number, end: number): number {
  return (xxhash32(frame, start, Math.min(end, frame.length)) >>> 8) & 255;
}

function corrupt(message: string): CodecError {
  return new CodecError('lz4', 'corrupt', message);
}

import { type Codec, CodecError, tooLarge } from './codec.ts';
import { compressSnappyBlock, decompressSnappyBlock, maxCompressedSnappySize, readSnappySize } from './snappy-block.ts';

/** `\x82SNAPPY\0`, then two int32 that nobody looks at: version and oldest compatible version. */
const XERIAL_MAGIC = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00] as const;
const XERIAL_VERSION = 1;
const XERIAL_HEADER_SIZE = 16;

/** Bytes before compression in a block, as the Java client writes it. */
const XERIAL_BLOCK_SIZE = 32_768;

/**
 * Snappy, in the framing of snappy-java ("xerial"): a header, then blocks, each with its int32 length before it.
 *
 * Reads what has no such header as one raw block, as Kafka does: librdkafka and some Go clients write that.
 * A header between blocks is skipped, since snappy-java reads concatenated streams.
 * @see snappy's format_description.txt; snappy-java's SnappyOutputStream
 */
export const snappy: Codec = {
  id: 2,
  name: 'snappy',
  compress: compressXerial,
  decompress(bytes, maxBytes) {
    const blocks = isXerialHeaderAt(bytes, 0) ? xerialBlocks(bytes) : [bytes];
    return decompressBlocks(blocks, maxBytes);
  },
};

function compressXerial(bytes: Buffer): Buffer {
  const blockCount = Math.ceil(bytes.length / XERIAL_BLOCK_SIZE);
  const stream = Buffer.allocUnsafe(XERIAL_HEADER_SIZE + blockCount * (4 + maxCompressedSnappySize(XERIAL_BLOCK_SIZE)));
  stream.set(XERIAL_MAGIC);
  stream.writeInt32BE(XERIAL_VERSION, 8);
  stream.writeInt32BE(XERIAL_VERSION, 12);
  let position = XERIAL_HEADER_SIZE;
  for (let start = 0; start < bytes.length; start += XERIAL_BLOCK_SIZE) {
    const end = Math.min(start + XERIAL_BLOCK_SIZE, bytes.length);
    const blockEnd = compressSnappyBlock(bytes, start, end, stream, position + 4);
    stream.writeInt32BE(blockEnd - position - 4, position);
    position = blockEnd;
  }
  return stream.subarray(0, position);
}

function isXerialHeaderAt(bytes: Buffer, position: number): boolean {
  return XERIAL_MAGIC.every((byte, index) => bytes[position + index] === byte);
}

function xerialBlocks(bytes: Buffer): readonly Buffer[] {
  const blocks: Buffer[] = [];
  let position = 0;
  while (position < bytes.length) {
    if (isXerialHeaderAt(bytes, position)) {
      position += XERIAL_HEADER_SIZE;
      if (position > bytes.length) throw corrupt('the stream ends in its header');
      continue;
    }
    // Fewer than four bytes cannot be a length: snappy-java takes them for the end.
    if (position + 4 > bytes.length) break;
    const length = bytes.readInt32BE(position);
    const start = position + 4;
    if (length <= 0 || length > bytes.length - start) throw corrupt(`the block at byte ${start} has length ${length}`);
    position = start + length;
    blocks.push(bytes.subarray(start, position));
  }
  return blocks;
}

/** Sizes are added up before anything is allocated. */
function decompressBlocks(blocks: readonly Buffer[], maxBytes: number): Buffer {
  const sizes = blocks.map(readSnappySize);
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  if (total > maxBytes) throw tooLarge('snappy', maxBytes);
  const content = Buffer.allocUnsafe(total);
  let position = 0;
  blocks.forEach((block, index) => {
    const { size, end } = sizes[index] as { size: number; end: number };
    decompressSnappyBlock(block, end, content, position, position + size);
    position += size;
  });
  return content;
}

function corrupt(message: string): CodecError {
  return new CodecError('snappy', 'corrupt', message);
}

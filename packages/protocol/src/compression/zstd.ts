import { type Codec, CodecError, tooLarge } from './codec.ts';
import { chunkSizeFor, fromZlibError } from './gzip.ts';
import { decompressWithoutNode } from './zstd-fallback.ts';
import { zstdFramesIn } from './zstd-frames.ts';

/**
 * Zstandard (KIP-110) by Node's zlib, which has it from 22.15 on. Before that, reading falls back to JavaScript and
 * writing is `unavailable`.
 * @see RFC 8878
 */
export const zstd: Codec = {
  id: 4,
  name: 'zstd',
  compress(bytes) {
    const { zstdCompressSync } = process.getBuiltinModule('node:zlib');
    if (zstdCompressSync === undefined) throw unavailable();
    return zstdCompressSync(bytes);
  },
  decompress(bytes, maxBytes) {
    let left = maxBytes;
    const contents = zstdFramesIn(bytes, maxBytes).map((frame) => {
      const content = decompressFrame(frame, left, maxBytes);
      left -= content.length;
      return content;
    });
    return contents.length === 1 ? (contents[0] as Buffer) : Buffer.concat(contents);
  },
};

function decompressFrame(frame: Buffer, left: number, maxBytes: number): Buffer {
  const { zstdDecompressSync } = process.getBuiltinModule('node:zlib');
  if (zstdDecompressSync === undefined) return decompressWithoutNode(frame, left);
  let content: Buffer;
  try {
    content = zstdDecompressSync(frame, { maxOutputLength: Math.max(left, 1), chunkSize: chunkSizeFor(frame) });
  } catch (cause) {
    throw fromZlibError('zstd', cause, maxBytes);
  }
  if (content.length > left) throw tooLarge('zstd', maxBytes);
  return content;
}

function unavailable(): CodecError {
  return new CodecError(
    'zstd',
    'unavailable',
    `Node ${process.versions.node} cannot compress with zstd; Node 22.15 and later can. ` +
      'Run there, or use gzip, lz4 or snappy.',
  );
}

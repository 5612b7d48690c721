import type { Decompress } from 'fzstd';
import { CodecError, tooLarge } from './codec.ts';

/**
 * Decompresses one whole frame in JavaScript, for Node before 22.15. Checksums are not checked.
 * @param frame as `zstdFramesIn` finds it: whole, and with a window of bearable size.
 * @throws CodecError `unavailable` too, when the file with the decoder is gone, as in a bundle of somebody else's.
 */
export function decompressWithoutNode(frame: Buffer, maxBytes: number): Buffer {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const { Decompress: Decoder } = loadFzstd();
  const decoder = new Decoder((chunk) => {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge('zstd', maxBytes);
    chunks.push(chunk);
  });
  try {
    decoder.push(frame, true);
  } catch (cause) {
    if (cause instanceof CodecError) throw cause;
    throw new CodecError('zstd', 'corrupt', (cause as Error).message, { cause });
  }
  return Buffer.concat(chunks, size);
}

/**
 * Loads the decoder from a file of its own, which lies next to this one in the source and in the package, and which
 * most runs never read. `import()` could not answer at once; a `require` made here can, in ESM and in CommonJS.
 */
function loadFzstd(): { Decompress: typeof Decompress } {
  try {
    return process.getBuiltinModule('node:module').createRequire(import.meta.url)('./fzstd.cjs') as {
      Decompress: typeof Decompress;
    };
  } catch (cause) {
    throw new CodecError(
      'zstd',
      'unavailable',
      `Node ${process.versions.node} has no zstd and the decoder that stands in for it was not found; ` +
        'run on Node 22.15 or later, or leave the package unbundled.',
      { cause },
    );
  }
}

import { type Codec, CodecError, tooLarge } from './codec.ts';

/**
 * GZIP (RFC 1952) by Node's zlib, loaded at first use. Members one after the other are read as one, as in Java.
 * Differs: other bytes behind the last member are an error, where Java ignores them.
 */
export const gzip: Codec = {
  id: 1,
  name: 'gzip',
  compress: (bytes) => process.getBuiltinModule('node:zlib').gzipSync(bytes),
  decompress(bytes, maxBytes) {
    let content: Buffer;
    try {
      content = process.getBuiltinModule('node:zlib').gunzipSync(bytes, {
        maxOutputLength: Math.max(maxBytes, 1),
        chunkSize: chunkSizeFor(bytes),
      });
    } catch (cause) {
      throw fromZlibError('gzip', cause, maxBytes);
    }
    if (content.length > maxBytes) throw tooLarge('gzip', maxBytes);
    return content;
  },
};

/** How much zlib makes room for at a time: several times the input, so that most output needs one or two pieces. */
export function chunkSizeFor(bytes: Buffer): number {
  return Math.min(Math.max(4 * bytes.length, 4096), 1024 * 1024);
}

/** What zlib threw, in our words. */
export function fromZlibError(name: 'gzip' | 'zstd', cause: unknown, maxBytes: number): CodecError {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(name, maxBytes);
  return new CodecError(name, 'corrupt', message, { cause });
}

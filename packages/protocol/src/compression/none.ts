import { type Codec, tooLarge } from './codec.ts';

/** No compression, as a codec, so that callers need no special case. The bytes are the same object. */
export const none: Codec = {
  id: 0,
  name: 'none',
  compress: (bytes) => bytes,
  decompress(bytes, maxBytes) {
    if (bytes.length > maxBytes) throw tooLarge('none', maxBytes);
    return bytes;
  },
};

import type { Codec } from './codec.ts';
import { headerChecksum, lz4 } from './lz4.ts';

/** Bits of the frame's FLG byte and where things lie; see lz4.ts. */
const FLAG_CONTENT_SIZE = 0b0000_1000;
const FLG_POSITION = 4;
const CHECKSUM_POSITION = 6;
const CHECKSUM_POSITION_WITH_SIZE = 14;

/**
 * LZ4 as messages of magic 0 have it: clients of that time took the frame's magic into the header's checksum, so that is
 * what is written, and none is asked for in reading (KAFKA-3160).
 */
export const lz4OfMagic0: Codec = {
  id: lz4.id,
  name: lz4.name,
  compress(bytes) {
    const frame = lz4.compress(bytes);
    frame[CHECKSUM_POSITION] = headerChecksum(frame, 0, CHECKSUM_POSITION);
    return frame;
  },
  decompress: (bytes, maxBytes) => lz4.decompress(withRightChecksum(bytes), maxBytes),
};

function withRightChecksum(bytes: Buffer): Buffer {
  const flags = bytes[FLG_POSITION] ?? 0;
  const position = (flags & FLAG_CONTENT_SIZE) === 0 ? CHECKSUM_POSITION : CHECKSUM_POSITION_WITH_SIZE;
  if (bytes.length <= position) return bytes;
  const frame = Buffer.from(bytes);
  frame[position] = headerChecksum(frame, FLG_POSITION, position);
  return frame;
}

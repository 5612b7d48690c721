import type { Codec } from './codec.ts';
import { type CompressionType, compressionIdOf } from './compression-type.ts';
import { gzip } from './gzip.ts';
import { lz4 } from './lz4.ts';
import { none } from './none.ts';
import { snappy } from './snappy.ts';
import { zstd } from './zstd.ts';

export { type Codec, CodecError } from './codec.ts';
export { type CompressionType, compressionIdOf, compressionTypeOf } from './compression-type.ts';

/** By id. */
const CODECS: readonly Codec[] = [none, gzip, snappy, lz4, zstd];

/** The codec for the codec bits of a batch's attributes; undefined when they name none. Loads nothing yet. */
export function codecFor(id: number): Codec | undefined {
  return CODECS[id];
}

/** The codec with that name. Loads nothing yet. */
export function codecOf(type: CompressionType): Codec {
  return CODECS[compressionIdOf(type)] as Codec;
}

const COMPRESSION_TYPES = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

/** Kafka's names for what records may be compressed with, as `compression.type` has them. */
export type CompressionType = (typeof COMPRESSION_TYPES)[number];

/** The name for the codec bits of a batch's attributes; undefined for 5 to 7, which mean nothing. */
export function compressionTypeOf(id: number): CompressionType | undefined {
  return COMPRESSION_TYPES[id];
}

/** The codec bits for a name: 0 to 4. */
export function compressionIdOf(type: CompressionType): number {
  return COMPRESSION_TYPES.indexOf(type);
}

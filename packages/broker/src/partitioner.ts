const SEED = 0x9747_b28c;
const M = 0x5bd1_e995;
const R = 24;

/**
 * Murmur2 over the bytes of a key, as Kafka's clients have it.
 * @returns a signed 32-bit integer
 * @see org.apache.kafka.common.utils.Utils.murmur2
 */
export function murmur2(bytes: Uint8Array): number {
  const { length } = bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  let hash = SEED ^ length;
  let position = 0;
  for (; length - position >= 4; position += 4) {
    let word = Math.imul(view.getInt32(position, true), M);
    word ^= word >>> R;
    hash = Math.imul(hash, M) ^ Math.imul(word, M);
  }
  const rest = length - position;
  if (rest === 3) hash ^= view.getUint8(position + 2) << 16;
  if (rest >= 2) hash ^= view.getUint8(position + 1) << 8;
  if (rest >= 1) hash = Math.imul(hash ^ view.getUint8(position), M);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, M);
  return (hash ^ (hash >>> 15)) | 0;
}

/** The partition that Kafka's default partitioner takes for a key. */
export function partitionForKey(key: Uint8Array, partitionCount: number): number {
  return (murmur2(key) & 0x7fff_ffff) % partitionCount;
}

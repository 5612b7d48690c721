/** CRC-32 (IEEE), the checksum of message sets, by Node's zlib, loaded at first use. */
export function crc32(bytes: Buffer): number {
  return process.getBuiltinModule('node:zlib').crc32(bytes);
}

const TWO_TO_32 = 4_294_967_296;

/**
 * A signed 64-bit integer, given as its two halves, as a number.
 * @param high the upper 32 bits, signed.
 * @param low the lower 32 bits, signed or unsigned.
 * @returns exact within ±(2^53 − 1); beyond that `Number.MAX_SAFE_INTEGER` or `Number.MIN_SAFE_INTEGER`, by sign.
 */
export function int64ToNumber(high: number, low: number): number {
  const value = high * TWO_TO_32 + (low >>> 0);
  if (value > Number.MAX_SAFE_INTEGER) return Number.MAX_SAFE_INTEGER;
  if (value < Number.MIN_SAFE_INTEGER) return Number.MIN_SAFE_INTEGER;
  return value;
}

/** Upper half, signed, of a safe integer seen as 64 bits; the lower half is `value | 0`. */
export function highWord(value: number): number {
  return Math.floor(value / TWO_TO_32) | 0;
}

/** Reads a big-endian int64; see `int64ToNumber` for values beyond 2^53. */
export function readInt64(bytes: Buffer, position: number): number {
  return int64ToNumber(bytes.readInt32BE(position), bytes.readInt32BE(position + 4));
}

/**
 * Writes a safe integer as a big-endian int64.
 * @throws RangeError when `value` is not a safe integer.
 */
export function writeInt64(bytes: Buffer, value: number, position: number): void {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a safe integer`);
  bytes.writeInt32BE(highWord(value), position);
  bytes.writeInt32BE(value | 0, position + 4);
}

import { InvalidRecordError } from './errors.ts';
import { highWord, int64ToNumber } from './int64.ts';

/** A place in bytes that readers move forward. Nothing at or beyond `end` is read. */
export interface ByteCursor {
  readonly bytes: Uint8Array;
  position: number;
  readonly end: number;
}

/** Longest varint (32 bits) and varlong (64 bits), in bytes. */
const MAX_VARINT_SIZE = 5;
const MAX_VARLONG_SIZE = 10;

/**
 * Reads a zigzag varint and moves the cursor behind it.
 * @returns a signed 32-bit integer.
 * @throws InvalidRecordError `truncated` at the end of the bytes, `bad-varint` when it is longer than five bytes.
 * @see Kafka protocol guide, VARINT; bits beyond the 32nd are dropped, as Java's ByteUtils does.
 */
export function readVarint(cursor: ByteCursor): number {
  const value = readUnsignedVarint(cursor);
  return (value >>> 1) ^ -(value & 1);
}

/** Reads a varint without zigzag, as a signed 32-bit pattern; `readVarint` says what it throws. */
function readUnsignedVarint(cursor: ByteCursor): number {
  const first = nextByte(cursor);
  if (first < 128) return first;
  let value = first & 127;
  for (let shift = 7; shift < 7 * MAX_VARINT_SIZE; shift += 7) {
    const byte = nextByte(cursor);
    value |= (byte & 127) << shift;
    if (byte < 128) return value;
  }
  throw new InvalidRecordError('bad-varint', `varint before byte ${cursor.position} is longer than five bytes`);
}

/**
 * Reads a zigzag varlong and moves the cursor behind it.
 * @returns exact within ±(2^53 − 1), the nearest safe integer beyond.
 * @throws InvalidRecordError `truncated` at the end of the bytes, `bad-varint` when it is longer than ten bytes.
 * @see Kafka protocol guide, VARLONG.
 */
export function readVarlong(cursor: ByteCursor): number {
  let low = 0;
  let high = 0;
  for (let shift = 0; shift < 7 * MAX_VARLONG_SIZE; shift += 7) {
    const byte = nextByte(cursor);
    const bits = byte & 127;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) {
      low |= bits << 28;
      high = bits >>> 4;
    } else high |= bits << (shift - 32);
    if (byte < 128) return zigzagDecode(low, high);
  }
  throw new InvalidRecordError('bad-varint', `varlong before byte ${cursor.position} is longer than ten bytes`);
}

function zigzagDecode(low: number, high: number): number {
  const sign = -(low & 1);
  return int64ToNumber((high >>> 1) ^ sign, ((low >>> 1) | (high << 31)) ^ sign);
}

function nextByte(cursor: ByteCursor): number {
  if (cursor.position >= cursor.end) {
    throw new InvalidRecordError('truncated', `bytes end at ${cursor.end}, in the middle of a number`);
  }
  return cursor.bytes[cursor.position++] as number;
}

/** Bytes that `writeVarint` takes for a signed 32-bit integer: 1 to 5. */
export function sizeOfVarint(value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
  return zigzag === 0 ? 1 : Math.ceil((32 - Math.clz32(zigzag)) / 7);
}

/**
 * Writes a signed 32-bit integer as a zigzag varint.
 * @returns the position behind it.
 */
export function writeVarint(bytes: Uint8Array, value: number, position: number): number {
  let zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
  while (zigzag > 127) {
    bytes[position++] = (zigzag & 127) | 128;
    zigzag >>>= 7;
  }
  bytes[position++] = zigzag;
  return position;
}

/** Bytes that `writeVarlong` takes for a safe integer: 1 to 8. */
export function sizeOfVarlong(value: number): number {
  const sign = value < 0 ? -1 : 0;
  const high = highWord(value);
  const zigzagHigh = ((high << 1) | ((value | 0) >>> 31)) ^ sign;
  if (zigzagHigh === 0) return sizeOfVarint(value | 0);
  return Math.ceil((64 - Math.clz32(zigzagHigh)) / 7);
}

/**
 * Writes a safe integer as a zigzag varlong.
 * @returns the position behind it.
 * @throws RangeError when `value` is not a safe integer.
 */
export function writeVarlong(bytes: Uint8Array, value: number, position: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a safe integer`);
  const sign = value < 0 ? -1 : 0;
  let low = ((value | 0) << 1) ^ sign;
  let high = ((highWord(value) << 1) | ((value | 0) >>> 31)) ^ sign;
  while (high !== 0 || low >>> 0 > 127) {
    bytes[position++] = (low & 127) | 128;
    low = (low >>> 7) | (high << 25);
    high >>>= 7;
  }
  bytes[position++] = low;
  return position;
}

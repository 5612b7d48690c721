/** What LZ4 and snappy have in common: finding and copying repeats within a block of at most 64 KiB. */

/** Offsets reach 65,535 back in both formats, and positions in the hash table are 16 bits wide. */
export const MAX_LZ77_BLOCK_SIZE = 65_536;

/** Shortest repeat worth a reference. */
const MIN_MATCH = 4;

/** LZ4 wants the last match to start 12 bytes before the end of a block and to stop 5 before it. */
const MATCH_START_MARGIN = 12;
const MATCH_END_MARGIN = 5;

const HASH_BITS = 13;

/** Below this length a loop beats a call. */
const SHORT_COPY = 24;

let lazyHashTable: Uint16Array | undefined;

/**
 * Finds repeats greedily, as the fast levels of both reference encoders do, and hands each to `emit` in order.
 * @param emit gets where the literals before the repeat start, where they end and the repeat starts, how far back its
 *   earlier copy lies, and how long it is (4 or more).
 * @returns where the literals after the last repeat start.
 */
export function eachMatch(
  bytes: Uint8Array,
  start: number,
  end: number,
  emit: (literalStart: number, matchStart: number, offset: number, length: number) => void,
): number {
  const table = (lazyHashTable ??= new Uint16Array(1 << HASH_BITS)).fill(0);
  const lastMatchStart = end - MATCH_START_MARGIN;
  let literalStart = start;
  let position = start + 1;
  let misses = 0;
  while (position <= lastMatchStart) {
    const word = wordAt(bytes, position);
    const hash = Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);
    // An empty slot reads as the start of the block, which is as good a guess as any.
    const candidate = start + (table[hash] as number);
    table[hash] = position - start;
    if (wordAt(bytes, candidate) !== word) {
      position += 1 + (misses++ >> 6);
      continue;
    }
    const length = matchLength(bytes, candidate, position, end - MATCH_END_MARGIN);
    emit(literalStart, position, position - candidate, length);
    position += length;
    literalStart = position;
    misses = 0;
  }
  return literalStart;
}

function matchLength(bytes: Uint8Array, candidate: number, position: number, end: number): number {
  let length = MIN_MATCH;
  while (position + length < end && bytes[candidate + length] === bytes[position + length]) length++;
  return length;
}

function wordAt(bytes: Uint8Array, position: number): number {
  return (
    (bytes[position] as number) |
    ((bytes[position + 1] as number) << 8) |
    ((bytes[position + 2] as number) << 16) |
    ((bytes[position + 3] as number) << 24)
  );
}

/** Copies `length` bytes of `source` into `target`. The caller has checked both ranges. */
export function copyLiterals(
  source: Uint8Array,
  start: number,
  target: Uint8Array,
  position: number,
  length: number,
): void {
  if (length > SHORT_COPY) target.set(source.subarray(start, start + length), position);
  else for (let index = 0; index < length; index++) target[position + index] = source[start + index] as number;
}

/**
 * Repeats what lies `offset` bytes before `position`, `length` bytes long; the two may overlap, which makes a pattern.
 * The caller has checked both ranges.
 */
export function copyMatch(target: Uint8Array, position: number, offset: number, length: number): void {
  const start = position - offset;
  const end = position + length;
  if (length <= SHORT_COPY) {
    for (let index = 0; index < length; index++) target[position + index] = target[start + index] as number;
    return;
  }
  // What is there doubles with every round, so a long run of one byte takes a handful of calls.
  for (let next = position; next < end;) {
    const available = Math.min(next - start, end - next);
    target.copyWithin(next, start, start + available);
    next += available;
  }
}

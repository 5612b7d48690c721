import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Where V8 keeps what programs make; compiled code lies elsewhere, and grows while functions get hot. */
const DATA_SPACES: ReadonlySet<string> = new Set([
  'new_space',
  'old_space',
  'large_object_space',
  'new_large_object_space',
]);
const COLLECTIONS = 3;

/** What is in use once everything that can go is gone, bytes. Record batches lie outside of the heap, and count. */
export function usedBytes(): number {
  // Buffers are freed some time after a collection has found that nobody holds them.
  return Math.min(...Array.from({ length: COLLECTIONS }, usedAfterCollection));
}

function usedAfterCollection(): number {
  collect();
  const spaces = getHeapSpaceStatistics().filter(({ space_name: name }) => DATA_SPACES.has(name));
  const onHeap = spaces.reduce((sum, { space_used_size: size }) => sum + size, 0);
  return onHeap + process.memoryUsage().arrayBuffers;
}

/** The first rounds warm caches, compile code and fill tables that are bounded. */
const WARM_UP_SHARE = 1 / 3;
/** What may come and go from round to round with millions of frames, bytes. */
const NOISE = 500_000;

/**
 * What the rounds have left behind for good: the last third against the one before it, each by its least, as noise only
 * ever adds.
 * @param noise what may come and go, bytes
 * @returns 0: within noise; undefined: too few rounds to tell.
 */
export function growthOf(rounds: readonly number[], noise: number = NOISE): number | undefined {
  const settled = rounds.slice(Math.ceil(rounds.length * WARM_UP_SHARE));
  if (settled.length < 4) return undefined;
  const half = Math.floor(settled.length / 2);
  const growth = Math.min(...settled.slice(half)) - Math.min(...settled.slice(0, half));
  return growth > noise ? growth : 0;
}

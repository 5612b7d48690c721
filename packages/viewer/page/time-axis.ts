/** A time without any event that is longer is drawn as `DRAWN_GAP_MS`: a clock that was moved by days would hide all else. */
const MAX_GAP_MS = 10_000;
const DRAWN_GAP_MS = 400;

/** A stretch of time in which nothing happened. */
export interface Gap {
  /** Where it is drawn. */
  readonly from: number;
  readonly to: number;
  readonly ms: number;
}

/** Times, and where they are drawn: evenly, but for long gaps. */
export class TimeAxis {
  readonly #times: readonly number[];
  readonly #drawn: readonly number[];
  readonly gaps: readonly Gap[];

  /** @param times of everything that is drawn, in any order */
  constructor(times: Iterable<number>) {
    const sorted = [...new Set(times)].sort((a, b) => a - b);
    this.#times = sorted.length === 0 ? [0] : sorted;
    const drawn: number[] = [];
    const gaps: Gap[] = [];
    let at = 0;
    this.#times.forEach((time, index) => {
      const ms = time - (this.#times[index - 1] ?? time);
      const from = at;
      at += ms > MAX_GAP_MS ? DRAWN_GAP_MS : ms;
      if (ms > MAX_GAP_MS) gaps.push({ from, to: at, ms });
      drawn.push(at);
    });
    this.#drawn = drawn;
    this.gaps = gaps;
  }

  /** The first time of all. */
  get start(): number {
    return this.#times[0] ?? 0;
  }

  /** How long all of it is drawn. */
  get length(): number {
    return this.#drawn.at(-1) ?? 0;
  }

  /** Where a time is drawn. */
  place(time: number): number {
    return interpolate(this.#times, this.#drawn, time);
  }

  /** The time that is drawn there. */
  time(place: number): number {
    return interpolate(this.#drawn, this.#times, place);
  }
}

/** Beyond the ends it goes on as evenly as time does. */
function interpolate(from: readonly number[], to: readonly number[], value: number): number {
  let [low, high] = [0, from.length - 1];
  const [first = 0, last = 0] = [from[low], from[high]];
  if (value <= first) return (to[0] ?? 0) + value - first;
  if (value >= last) return (to.at(-1) ?? 0) + value - last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((from[middle] ?? 0) <= value) low = middle;
    else high = middle;
  }
  const [left = 0, right = 0, leftTo = 0, rightTo = 0] = [from[low], from[high], to[low], to[high]];
  return leftTo + ((value - left) / (right - left)) * (rightTo - leftTo);
}

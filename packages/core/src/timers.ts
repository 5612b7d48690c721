import { assert } from './assert.ts';

type Callback = (now: number) => void;

interface Timer {
  readonly key: string;
  readonly deadlineMs: number;
  readonly sequence: number;
  readonly callback: Callback;
}

/**
 * Keyed deadlines, fired in the order of (deadline, sequence of scheduling). Scheduling a key again replaces its timer.
 * A binary heap holds them; replaced and cancelled timers stay in it until they surface.
 */
export class Timers {
  readonly #byKey = new Map<string, Timer>();
  readonly #heap: Timer[] = [];
  #sequence = 0;
  #now = -Infinity;

  /** Broker time, ms since the epoch: that of the command, or of the timer being fired. */
  get now(): number {
    return this.#now;
  }

  get size(): number {
    return this.#byKey.size;
  }

  schedule(key: string, deadlineMs: number, callback: Callback): void {
    const timer = { key, deadlineMs, sequence: this.#sequence++, callback };
    this.#byKey.set(key, timer);
    this.#push(timer);
    this.#compactIfStale();
  }

  /** Later by so many ms, if it is scheduled. */
  postpone(key: string, byMs: number): void {
    const timer = this.#byKey.get(key);
    if (timer !== undefined) this.schedule(key, timer.deadlineMs + byMs, timer.callback);
  }

  cancel(key: string): void {
    this.#byKey.delete(key);
    this.#compactIfStale();
  }

  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  nextDeadline(): number | undefined {
    this.#dropStale();
    return this.#heap[0]?.deadlineMs;
  }

  /** Moves to `now`, firing what is due on the way: each at its own deadline, with what the callbacks schedule meanwhile. */
  advanceTo(now: number): void {
    assert(now >= this.#now, `time does not go back: ${now} after ${this.#now}`);
    for (let fired = 0; ; fired++) {
      assert(fired < 1_000_000, 'timers come to rest');
      const deadline = this.nextDeadline();
      if (deadline === undefined || deadline > now) break;
      const timer = this.#pop();
      this.#byKey.delete(timer.key);
      this.#now = Math.max(this.#now, deadline);
      timer.callback(this.#now);
    }
    this.#now = now;
  }

  #dropStale(): void {
    for (let top = this.#heap[0]; top !== undefined && this.#byKey.get(top.key) !== top; top = this.#heap[0])
      this.#pop();
  }

  /** Most of the heap is timers that were replaced or cancelled. */
  #compactIfStale(): void {
    if (this.#heap.length <= 64 || this.#heap.length <= 4 * this.#byKey.size) return;
    const live = this.#heap.filter((timer) => this.#byKey.get(timer.key) === timer);
    this.#heap.length = 0;
    for (const timer of live) this.#push(timer);
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(timer);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(timer, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = timer;
  }

  #pop(): Timer {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    assert(top !== undefined && last !== undefined, 'a timer is due');
    if (heap.length === 0) return top;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const leftChild = heap[left];
      const rightChild = heap[left + 1];
      if (leftChild === undefined) break;
      const useRight = rightChild !== undefined && isBefore(rightChild, leftChild);
      const child = useRight ? rightChild : leftChild;
      if (!isBefore(child, last)) break;
      heap[index] = child;
      index = useRight ? left + 1 : left;
    }
    heap[index] = last;
    return top;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.deadlineMs < b.deadlineMs || (a.deadlineMs === b.deadlineMs && a.sequence < b.sequence);
}

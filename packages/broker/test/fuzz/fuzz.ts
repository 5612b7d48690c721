import * as protocol from '@testka/protocol';
import { ApiKey, type ApiName, type Message } from '@testka/protocol';
import { CoreTarget, FuzzFailure, type TargetOptions } from './core-target.ts';
import { Dice } from './dice.ts';
import { chunksOf, frame } from './frames.ts';
import { growthOf, usedBytes } from './heap.ts';
import { Knowledge } from './knowledge.ts';

/** One thing that was done to the broker. */
export type Step =
  | { readonly slot: number; readonly frames: number; readonly chunks: readonly Buffer[] }
  | { readonly advanceMs: number }
  | { readonly reset: true };

export interface FuzzOptions {
  readonly seed: number;
  readonly frames: number;
  /** Frames between two resets. */
  readonly roundSize: number;
  readonly target: TargetOptions;
  /** Keeps this many bytes a frame, to see that growth is noticed. */
  readonly leakBytes?: number;
}

export interface FuzzResult {
  readonly frames: number;
  readonly answers: number;
  readonly closed: number;
  readonly slowestMs: number;
  /** How many frames were of which existing API and version by their first bytes, by `0 9`: the key, then the version. */
  readonly asked: ReadonlyMap<string, number>;
  /** After each round, bytes. */
  readonly heaps: readonly number[];
  readonly failure: { readonly message: string; readonly steps: readonly Step[] } | undefined;
}

/** Sends frames until there are enough of them, or something happens that must not. */
export function fuzz({ seed, frames, roundSize, target: options, leakBytes = 0 }: FuzzOptions): FuzzResult {
  const dice = new Dice(seed);
  const known = new Knowledge();
  const target = new CoreTarget(options, known);
  const asked = new Map<string, number>();
  const heaps: number[] = [];
  const leak: Buffer[] = [];
  let steps: Step[] = [];
  let sent = 0;
  let message: string | undefined;
  const result = (): FuzzResult => {
    const failure = message === undefined ? undefined : { message, steps };
    const { answers, closed, slowestMs } = target;
    return { frames: sent, answers, closed, slowestMs, asked, heaps, failure };
  };
  while (sent < frames) {
    steps = [];
    try {
      for (const step of round(Math.min(roundSize, frames - sent), target, dice, known, asked)) {
        steps.push(step);
        if ('chunks' in step) sent += step.frames;
        perform(target, step);
        if (leakBytes > 0) leak.push(Buffer.alloc(leakBytes));
      }
      target.reset();
    } catch (error) {
      if (!(error instanceof FuzzFailure)) throw error;
      message = error.message;
      return result();
    }
    steps = [];
    heaps.push(usedBytes());
  }
  const growth = growthOf(heaps);
  if (growth !== undefined && growth > 0) message = `${growth} bytes stay after connections are closed and reset`;
  return result();
}

/** Pairs that exist, as in `FuzzResult.asked`: random bytes name a new one each time, which would count as growth. */
const PAIRS = new Set(
  Object.entries(ApiKey).flatMap(([api, key]) => {
    const [first, last] = (protocol[`${api as ApiName}Request`] as Message).versions;
    return Array.from({ length: last - first + 1 }, (_, index) => `${key} ${first + index}`);
  }),
);

function note(asked: Map<string, number>, frame: Buffer): void {
  if (frame.length < 4) return;
  const pair = `${frame.readInt16BE(0)} ${frame.readInt16BE(2)}`;
  if (PAIRS.has(pair)) asked.set(pair, (asked.get(pair) ?? 0) + 1);
}

/** The most frames that leave together: what closes the connection takes those behind it along. */
const MAX_FRAMES_AT_ONCE = 3;

function* round(
  size: number,
  target: CoreTarget,
  dice: Dice,
  known: Knowledge,
  asked: Map<string, number>,
): Generator<Step> {
  for (let sent = 0; sent < size;) {
    const count = Math.min(size - sent, 1 + dice.below(MAX_FRAMES_AT_ONCE));
    const frames = Array.from({ length: count }, () => frame(target.served, dice, known));
    for (const bytes of frames) note(asked, bytes);
    sent += count;
    yield { slot: dice.below(8), frames: count, chunks: chunksOf(frames, dice) };
    if (dice.oneIn(3)) yield { advanceMs: dice.oneIn(100) ? 60_000 : dice.below(100) };
    if (dice.oneIn(500)) yield { reset: true };
  }
}

export function perform(target: CoreTarget, step: Step): void {
  if ('chunks' in step) target.send(step.slot, step.chunks);
  else if ('reset' in step) target.reset();
  else target.advance(step.advanceMs);
}

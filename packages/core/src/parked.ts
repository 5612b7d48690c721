import { assert } from './assert.ts';

/**
 * An answer that is not known yet: a long poll, a join that waits for the others. Completed once; the one listener is
 * told at once if the value is already there. It is the core's only form of asynchrony inside a request.
 */
export class Parked<T> {
  #state: { readonly value: T } | undefined;
  #listener: ((value: T) => void) | undefined;
  #release: (() => void) | undefined;

  /** The first completion counts; later ones are ignored, so that a timer and an event may race. */
  complete(value: T): void {
    if (this.#state !== undefined) return;
    this.#state = { value };
    this.#listener?.(value);
  }

  /** Completed with what another one gives, or with what is there already. */
  follow(reply: T | Parked<T>): void {
    if (reply instanceof Parked) reply.whenDone((value) => this.complete(value));
    else this.complete(reply);
  }

  whenDone(listener: (value: T) => void): void {
    assert(this.#listener === undefined, 'a parked answer has one listener');
    this.#listener = listener;
    if (this.#state !== undefined) listener(this.#state.value);
  }

  /** What to undo when the client is gone before the answer: called at most once, and never after completion. */
  onAbandon(release: () => void): void {
    this.#release = release;
  }

  abandon(): void {
    if (this.#state === undefined) this.#release?.();
    this.#release = undefined;
  }
}

/** What becomes of an answer, now or once it is there. Who gives up the one gives up the other. */
export function mapReply(reply: unknown, map: (value: unknown) => unknown): unknown {
  if (!(reply instanceof Parked)) return map(reply);
  const mapped = new Parked<unknown>();
  mapped.onAbandon(() => reply.abandon());
  reply.whenDone((value) => mapped.complete(map(value)));
  return mapped;
}

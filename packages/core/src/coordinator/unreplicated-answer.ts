import { ErrorCode } from '@testka/protocol';
import type { BrokerId } from '../command.ts';
import type { DelayedOperation } from '../delayed.ts';
import { Parked } from '../parked.ts';
import type { Partition } from '../partition/partition.ts';
import type { Services } from '../services.ts';

/** A coordinator's records that are in its leader's log, and not yet in those of all in-sync replicas. */
export interface UnreplicatedWrite {
  readonly partition: Partition;
  /** Of the last record. */
  readonly lastOffset: number;
}

/**
 * The answer to a request that made a coordinator write: given once the records are replicated, as they would otherwise be lost
 * with the leader although the client believes in them.
 */
export class UnreplicatedAnswer implements DelayedOperation {
  readonly keys: readonly string[];
  readonly #services: Services;
  readonly #write: UnreplicatedWrite;
  readonly #coordinator: BrokerId;
  readonly #answer: unknown;
  readonly #refuse: (error: ErrorCode) => unknown;
  readonly #parked = new Parked<unknown>();
  readonly #timer: string;

  /** @param refuse gives the answer that says instead that it failed */
  constructor(
    services: Services,
    write: UnreplicatedWrite,
    answers: { readonly answer: unknown; readonly refuse: (error: ErrorCode) => unknown },
  ) {
    this.keys = [write.partition.key];
    this.#services = services;
    this.#write = write;
    this.#coordinator = write.partition.leader;
    this.#answer = answers.answer;
    this.#refuse = answers.refuse;
    this.#timer = `coordinator-write:${services.nextSequence()}`;
  }

  park(now: number): Parked<unknown> {
    const { delayed, timers, configs } = this.#services;
    delayed.watch(this);
    timers.schedule(this.#timer, now + configs.broker.number('offsets.commit.timeout.ms'), () =>
      this.#finish(this.#refuse(ErrorCode.COORDINATOR_NOT_AVAILABLE)),
    );
    this.#parked.onAbandon(() => this.#stopWaiting());
    return this.#parked;
  }

  tryComplete(): boolean {
    const { partition, lastOffset } = this.#write;
    const isHere = !partition.isRemoved && partition.leader === this.#coordinator;
    if (isHere && partition.highWatermark <= lastOffset) return false;
    this.#finish(isHere ? this.#answer : this.#refuse(ErrorCode.NOT_COORDINATOR));
    return true;
  }

  #finish(answer: unknown): void {
    this.#stopWaiting();
    this.#parked.complete(answer);
  }

  #stopWaiting(): void {
    this.#services.timers.cancel(this.#timer);
    this.#services.delayed.forget(this);
  }
}

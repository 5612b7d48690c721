import { ErrorCode, type InferInput, type ProduceResponse } from '@testka/protocol';
import type { RequestContext } from '../context.ts';
import type { DelayedOperation } from '../delayed.ts';
import { Parked } from '../parked.ts';
import type { Partition } from '../partition/partition.ts';

type Response = InferInput<typeof ProduceResponse>;
export type PartitionResponse = Response['responses'][number]['partitionResponses'][number];

/** A batch that is in the leader's log, and not yet in those of all in-sync replicas. */
export class AwaitedBatch {
  readonly partition: Partition;
  readonly #context: RequestContext;
  readonly #requiredOffset: number;
  readonly #leaderEpoch: number;

  /** @param lastOffset of the batch */
  constructor(context: RequestContext, partition: Partition, lastOffset: number) {
    this.#context = context;
    this.partition = partition;
    this.#requiredOffset = lastOffset + 1;
    this.#leaderEpoch = partition.leaderEpoch;
  }

  /** What became of it; undefined: not known yet. */
  verdict(): ErrorCode | undefined {
    const { partition } = this;
    if (partition.isRemoved) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    // Another epoch's leader may lack the batch, even if it is the same broker.
    if (!this.#context.leads(partition) || partition.leaderEpoch !== this.#leaderEpoch) {
      return ErrorCode.NOT_LEADER_OR_FOLLOWER;
    }
    if (partition.highWatermark < this.#requiredOffset) return undefined;
    const isEnough = partition.isr.length >= partition.minInsyncReplicas;
    return isEnough ? ErrorCode.NONE : ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND;
  }
}

/** A produce with acks=all that waits for the in-sync replicas. */
export class ProduceOperation implements DelayedOperation {
  readonly keys: readonly string[];
  readonly #context: RequestContext;
  readonly #awaited: ReadonlyMap<PartitionResponse, AwaitedBatch>;
  readonly #answer: (verdicts: ReadonlyMap<PartitionResponse, ErrorCode>) => Response;
  readonly #parked = new Parked<Response>();
  readonly #timer: string;

  /** @param answer gives the answer, once it is known what became of each batch that was waited for */
  constructor(
    context: RequestContext,
    awaited: ReadonlyMap<PartitionResponse, AwaitedBatch>,
    answer: (verdicts: ReadonlyMap<PartitionResponse, ErrorCode>) => Response,
  ) {
    this.#context = context;
    this.#awaited = awaited;
    this.#answer = answer;
    this.#timer = `produce:${context.services.nextSequence()}`;
    this.keys = [...new Set([...awaited.values()].map(({ partition }) => partition.key))];
  }

  park(timeoutMs: number): Parked<Response> {
    const { timers, delayed } = this.#context.services;
    delayed.watch(this);
    timers.schedule(this.#timer, this.#context.now + Math.max(timeoutMs, 0), () => this.#finish());
    this.#parked.onAbandon(() => this.#stopWaiting());
    return this.#parked;
  }

  tryComplete(): boolean {
    for (const batch of this.#awaited.values()) if (batch.verdict() === undefined) return false;
    this.#finish();
    return true;
  }

  /** What is not known when the time is up has timed out; the records stay. */
  #finish(): void {
    this.#stopWaiting();
    const verdicts = [...this.#awaited].map(
      ([response, batch]) => [response, batch.verdict() ?? ErrorCode.REQUEST_TIMED_OUT] as const,
    );
    this.#parked.complete(this.#answer(new Map(verdicts)));
  }

  #stopWaiting(): void {
    this.#context.services.timers.cancel(this.#timer);
    this.#context.services.delayed.forget(this);
  }
}

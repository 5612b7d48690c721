import type { ErrorCode, ProduceRequest } from '@testka/protocol';
import type { Api } from '../api.ts';
import type { RequestContext } from '../context.ts';
import type { Trouble } from '../faults/fault.ts';
import { type Selector, selectorOf } from '../faults/targets.ts';
import type { Exchange } from '../interceptors.ts';
import { firstBatch } from '../log/single-batch.ts';
import { MATCHES_ALL } from './match.ts';

/** A batch that was refused, and has not come again. */
interface Refusal {
  readonly errorCode: ErrorCode;
  readonly epoch: number;
  readonly sequence: number;
  /** How many that follow it were refused as well. */
  followers: number;
}

/** The sequence number of a batch for a partition. */
interface Sequenced {
  readonly topic: string;
  readonly partition: number;
  readonly epoch: number;
  readonly sequence: number;
  /** By producer and partition. */
  readonly key: string;
}

/** What producers with sequence numbers have in flight at most, beside the one that was refused. */
const MAX_FOLLOWERS = 4;
/** Of batches that never come again the oldest are forgotten. */
const MAX_REFUSALS = 1000;

/**
 * Batches of idempotent producers that chaos has refused. What is in flight behind one is refused likewise until it comes again,
 * as by a broker that has trouble for longer than one request lasts. Left to itself, the log would answer those with
 * OUT_OF_ORDER_SEQUENCE_NUMBER: true, but librdkafka begins a new epoch then, and sends again what it has no answer to.
 */
export class Refusals {
  readonly #open = new Map<string, Refusal>();

  forget(): void {
    this.#open.clear();
  }

  /** Undefined: nothing in the request follows what was refused. */
  followers(api: Api, exchange: Exchange, context: RequestContext): Trouble | undefined {
    if (this.#open.size === 0 || api.name !== 'Produce') return undefined;
    const following = sequencedIn(exchange.request as ProduceRequest, context).filter((each) => this.#follows(each));
    const errorCode = this.#open.get(following[0]?.key ?? '')?.errorCode;
    if (errorCode === undefined) return undefined;
    const selects: Selector = ({ topic, partition }) =>
      following.some((each) => each.topic === topic && each.partition === partition);
    const effect = { type: 'error', errorCode, apply: false } as const;
    return { match: { ...MATCHES_ALL, apis: new Set([api.name]) }, effect, selects };
  }

  note({ match, effect }: Trouble, api: Api, exchange: Exchange, context: RequestContext): void {
    if (api.name !== 'Produce' || effect.type !== 'error' || effect.apply) return;
    const selects = selectorOf(match, api, exchange, context);
    for (const { topic, partition, key, ...batch } of sequencedIn(exchange.request as ProduceRequest, context)) {
      if (selects?.({ topic, partition }) !== true) continue;
      this.#open.set(key, { ...batch, errorCode: effect.errorCode, followers: 0 });
    }
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= MAX_REFUSALS) break;
      this.#open.delete(oldest);
    }
  }

  /** What was refused and comes again ends the refusal, and so does whatever else is not behind it. */
  #follows({ key, epoch, sequence }: Sequenced): boolean {
    const refusal = this.#open.get(key);
    if (refusal === undefined) return false;
    const isBehind = epoch === refusal.epoch && sequence > refusal.sequence && refusal.followers < MAX_FOLLOWERS;
    if (isBehind) refusal.followers += 1;
    else this.#open.delete(key);
    return isBehind;
  }
}

/** What the request has of idempotent producers. */
function sequencedIn({ topicData }: ProduceRequest, { services }: RequestContext): Sequenced[] {
  const found: Sequenced[] = [];
  for (const { name, topicId, partitionData } of topicData) {
    const topic = name || services.metadata.topicById(topicId)?.name;
    for (const { index: partition, records } of partitionData) {
      const batch = firstBatch(records);
      if (topic === undefined || batch === undefined || batch === 'corrupt') continue;
      const { producerId, producerEpoch: epoch, baseSequence: sequence } = batch;
      if (producerId < 0) continue;
      found.push({ topic, partition, epoch, sequence, key: `${producerId} ${topic} ${partition}` });
    }
  }
  return found;
}

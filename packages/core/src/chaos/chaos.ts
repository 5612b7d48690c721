import type { ApiName } from '@testka/protocol';
import type { Api } from '../api.ts';
import type { RequestContext } from '../context.ts';
import type { Trouble } from '../faults/fault.ts';
import { targetsOf } from '../faults/targets.ts';
import type { TroubleSource } from '../faults/trouble-source.ts';
import { groupsToRebalance, partitionsToElect } from '../faults/upheavals.ts';
import type { Exchange } from '../interceptors.ts';
import { Random } from '../random.ts';
import type { Act } from './acts.ts';
import { MATCHES_ALL } from './match.ts';
import { CHAOS_KINDS, type ChaosOptions } from './options.ts';
import { Refusals } from './refusals.ts';
import { actsOf } from './table.ts';

/** So many requests of one client to one API may be troubled in a row … */
export const MAX_IN_A_ROW = 2;
/** … and then so many are not: fewer attempts than any client makes. */
export const CALM_AFTER = 3;
/** Clients that come later share what is left: their names could be anything, and any number. */
const MAX_STREAMS = 2000;

/** What one client's requests to one API meet, in their order. */
interface Stream {
  readonly random: Random;
  inARow: number;
  calm: number;
}

/** What is drawn for one request; always all of it, so that one request's fate does not depend on another's. */
interface Draw {
  readonly chance: number;
  readonly kind: number;
  readonly act: number;
  readonly part: number;
  readonly detail: number;
}

/**
 * Troubles a seeded few of all requests. What the nth request of a client to an API meets depends on the seed, the client's id,
 * the API and n: not on what other clients do meanwhile, nor on faults that the test injects.
 */
export class Chaos implements TroubleSource {
  readonly #options: ChaosOptions;
  readonly #streams = new Map<string, Stream>();
  readonly #refusals = new Refusals();

  constructor(options: ChaosOptions) {
    this.#options = options;
  }

  restart(): void {
    this.#streams.clear();
    this.#refusals.forget();
  }

  next(api: Api, exchange: Exchange, context: RequestContext): Trouble | undefined {
    const { apis, rate } = this.#options;
    if (apis !== '*' && !apis.has(api.name)) return undefined;
    const stream = this.#stream(exchange.clientId, api.name);
    const draw = drawFrom(stream.random);
    const followers = this.#refusals.followers(api, exchange, context);
    if (followers !== undefined) return followers;
    const trouble = draw.chance < rate && stream.calm === 0 ? this.#trouble(draw, api, exchange, context) : undefined;
    count(stream, trouble !== undefined);
    if (trouble !== undefined) this.#refusals.note(trouble, api, exchange, context);
    return trouble;
  }

  #stream(clientId: string | null, api: ApiName): Stream {
    const own = `${api} ${clientId ?? ''}`;
    const key = this.#streams.has(own) || this.#streams.size < MAX_STREAMS ? own : api;
    const known = this.#streams.get(key);
    if (known !== undefined) return known;
    const stream = { random: new Random(this.#options.seed).fork(`chaos ${key}`), inARow: 0, calm: 0 };
    this.#streams.set(key, stream);
    return stream;
  }

  #trouble(draw: Draw, api: Api, exchange: Exchange, context: RequestContext): Trouble | undefined {
    const { apiVersion, request } = exchange;
    const cluster = { brokers: context.services.metadata.brokers.size };
    const possible = actsOf(api.name).filter(
      ({ kind, since, until, when }) =>
        this.#options.kinds.has(kind) && since <= apiVersion && apiVersion <= until && when(request, cluster),
    );
    const kinds = CHAOS_KINDS.filter((kind) => possible.some((act) => act.kind === kind));
    const kind = pick(kinds, draw.kind);
    const act = pick(
      possible.filter((each) => each.kind === kind),
      draw.act,
    );
    if (act === undefined) return undefined;
    return aim(act, draw, { api, exchange, context });
  }
}

function drawFrom(random: Random): Draw {
  const next = (): number => random.uint32() / 0x1_0000_0000;
  return { chance: next(), kind: next(), act: next(), part: next(), detail: next() };
}

/** After as many as a client must bear in a row there is calm, so that retries end. */
function count(stream: Stream, isTroubled: boolean): void {
  if (!isTroubled) {
    stream.inARow = 0;
    if (stream.calm > 0) stream.calm -= 1;
    return;
  }
  stream.inARow += 1;
  if (stream.inARow < MAX_IN_A_ROW) return;
  stream.inARow = 0;
  stream.calm = CALM_AFTER;
}

/** All of the request or, every other time where that may be, one partition. Undefined: there is nothing to do that to. */
function aim(
  act: Act,
  draw: Draw,
  { api, exchange, context }: { api: Api; exchange: Exchange; context: RequestContext },
): Trouble | undefined {
  const effect = act.effect(draw.detail);
  const all = { ...MATCHES_ALL, apis: new Set([api.name]) };
  const parts = targetsOf(api, exchange, context);
  if (effect.type === 'rebalance') {
    return groupsToRebalance(context, parts).length > 0 ? { match: all, effect } : undefined;
  }
  const movable = effect.type === 'elect' ? partitionsToElect(context, parts) : [];
  if (effect.type === 'elect' && movable.length === 0) return undefined;
  if (act.scope === 'whole' || draw.part < ONE_OF_SEVERAL) return { match: all, effect };
  const named = parts.filter(({ topic, partition }) => {
    const isThere = movable.some((each) => each.topicName === topic && each.partitionIndex === partition);
    return topic !== undefined && (effect.type !== 'elect' || isThere);
  });
  const part = pick(named, (draw.part - ONE_OF_SEVERAL) / (1 - ONE_OF_SEVERAL));
  return { match: { ...all, topic: part?.topic, partition: part?.partition }, effect };
}

/** How often trouble is about everything where it might be about one partition. */
const ONE_OF_SEVERAL = 0.5;

/** @param draw from 0 to below 1 */
function pick<T>(items: readonly T[], draw: number): T | undefined {
  return items[Math.floor(draw * items.length)];
}

import { type Api, CLOSE, type Reply } from '../api.ts';
import type { RequestContext } from '../context.ts';
import type { Effect } from '../effect.ts';
import type { Exchange } from '../interceptors.ts';
import { mapReply, Parked } from '../parked.ts';
import type { Random } from '../random.ts';
import type { Timers } from '../timers.ts';
import { breakChecksums } from './corrupting.ts';
import { closing, fail, type Passage } from './failing.ts';
import type { Fault, FaultId, FaultView } from './fault.ts';
import { Questions, type Verdict } from './questions.ts';
import { selectorOf, type Selector, targetsOf } from './targets.ts';

type Handle = (request: unknown) => Reply<unknown>;

interface Armed {
  readonly id: FaultId;
  readonly fault: Fault;
  seen: number;
  hits: number;
  readonly waiting: Set<() => void>;
}

/**
 * What the test wants to go wrong, at the one place where every client's request passes. Each fault wraps those that were
 * there before it: the newest acts first, and what it answers itself the others do not see.
 */
export class Faults {
  readonly #timers: Timers;
  readonly #random: Random;
  readonly #armed = new Map<FaultId, Armed>();
  /** What goes on later by itself, by timer. */
  readonly #delayed = new Map<string, () => void>();
  readonly #dropped = new Set<Parked<unknown>>();
  readonly #questions: Questions;
  #sequence = 0;

  constructor(timers: Timers, random: Random, emit: (effect: Effect) => void) {
    this.#timers = timers;
    this.#random = random.fork('faults');
    this.#questions = new Questions(emit, (passage, request) => this.#goOn(passage, request));
  }

  get isEmpty(): boolean {
    return this.#armed.size === 0;
  }

  view(id: FaultId): FaultView | undefined {
    const armed = this.#armed.get(id);
    return armed && { fault: armed.fault, hits: armed.hits, waiting: armed.waiting.size };
  }

  inject(id: FaultId, fault: Fault): void {
    this.#armed.set(id, { id, fault, seen: 0, hits: 0, waiting: new Set() });
  }

  /** What it holds goes on; what it has delayed stays delayed. */
  remove(id: FaultId): void {
    const armed = this.#armed.get(id);
    this.#armed.delete(id);
    for (const resume of armed?.waiting ?? []) resume();
  }

  /** No fault is left, and nobody waits for one: what was held or delayed is handled now, what was dropped is hung up. */
  clear(): void {
    for (const id of [...this.#armed.keys()]) this.remove(id);
    for (const [timer, resume] of [...this.#delayed]) {
      this.#timers.cancel(timer);
      resume();
    }
    this.#questions.passAll();
    for (const answer of [...this.#dropped]) answer.complete(CLOSE);
    this.#dropped.clear();
  }

  /** Leads a request through all faults to its handler. */
  pass(api: Api, exchange: Exchange, context: RequestContext, handle: Handle): Reply<unknown> {
    return this.#from([...this.#armed.values()].reverse(), { api, exchange, context, handle });
  }

  /** The test has made up its mind about a request that it was asked about. */
  decide(call: number, verdict: Verdict): void {
    this.#questions.decide(call, verdict);
  }

  #from(
    faults: readonly Armed[],
    call: { api: Api; exchange: Exchange; context: RequestContext; handle: Handle },
  ): Reply<unknown> {
    const [armed, ...rest] = faults;
    if (armed === undefined) return call.handle(call.exchange.request);
    const next: Handle = (request) =>
      this.#from(rest, {
        ...call,
        exchange: request === call.exchange.request ? call.exchange : { ...call.exchange, request },
      });
    const selects = this.#selector(armed, call.api, call.exchange, call.context);
    if (selects === undefined) return next(call.exchange.request);
    call.exchange.faults.push(armed.id);
    const { api, exchange, context } = call;
    return this.#act(armed, { api, exchange, context, selects, next });
  }

  /** Undefined: the fault does not act on this request. */
  #selector(armed: Armed, api: Api, exchange: Exchange, context: RequestContext): Selector | undefined {
    const { match, times, skip, probability } = armed.fault;
    if (armed.hits >= times || !this.#armed.has(armed.id)) return undefined;
    const selects = selectorOf(match, api, exchange, context);
    if (selects === undefined || !targetsOf(api, exchange, context).some(selects)) return undefined;
    if (++armed.seen <= skip) return undefined;
    if (probability < 1 && this.#random.uint32() >= probability * 0x1_0000_0000) return undefined;
    armed.hits += 1;
    return selects;
  }

  #act(armed: Armed, passage: Passage): Reply<unknown> {
    const { match, effect } = armed.fault;
    const { context, exchange, next } = passage;
    const { request } = exchange;
    switch (effect.type) {
      case 'error':
        return fail(passage, match, effect);
      case 'delay':
        return this.#delay(passage, effect.delayMs);
      case 'disconnect':
        if (effect.at === 'before') return closing(passage, 'a fault disconnects before the request is handled');
        return mapReply(next(request), () => closing(passage, 'a fault disconnects instead of answering'));
      case 'drop':
        return this.#drop(passage, effect.apply);
      case 'throttle':
        context.throttle(effect.throttleTimeMs);
        return next(request);
      case 'corrupt':
        if (effect.how === 'crc') return breakChecksums(passage);
        context.isAnswerCut = true;
        return next(request);
      case 'observe':
        return next(request);
      case 'hold':
        return this.#hold(armed, passage);
      case 'ask':
        return this.#questions.ask(armed.id, armed.fault, passage);
    }
  }

  #delay(passage: Passage, delayMs: number): Parked<unknown> {
    const timer = `fault:${++this.#sequence}`;
    const answer = new Parked<unknown>();
    const resume = (): void => {
      this.#delayed.delete(timer);
      answer.follow(this.#goOn(passage));
    };
    this.#delayed.set(timer, resume);
    this.#timers.schedule(timer, this.#timers.now + delayMs, resume);
    return answer;
  }

  #hold(armed: Armed, passage: Passage): Parked<unknown> {
    const answer = new Parked<unknown>();
    const resume = (): void => {
      armed.waiting.delete(resume);
      answer.follow(this.#goOn(passage));
    };
    armed.waiting.add(resume);
    return answer;
  }

  #drop({ exchange, next }: Passage, apply: boolean): Parked<unknown> {
    const never = new Parked<unknown>();
    this.#dropped.add(never);
    never.onAbandon(() => this.#dropped.delete(never));
    if (!apply) return never;
    const reply = next(exchange.request);
    if (reply instanceof Parked) reply.whenDone(() => {});
    return never;
  }

  /** For its handler the request comes in now. */
  #goOn({ context, exchange, next }: Passage, request: unknown = exchange.request): Reply<unknown> {
    context.now = this.#timers.now;
    return next(request);
  }
}

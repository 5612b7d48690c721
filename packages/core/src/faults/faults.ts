import { type Api, CLOSE, type Reply } from '../api.ts';
import type { BrokerId } from '../command.ts';
import type { Connection } from '../connections.ts';
import type { RequestContext } from '../context.ts';
import type { Effect } from '../effect.ts';
import type { Exchange } from '../interceptors.ts';
import { mapReply, Parked } from '../parked.ts';
import type { Random } from '../random.ts';
import type { Services } from '../services.ts';
import type { Timers } from '../timers.ts';
import { breakChecksums } from './corrupting.ts';
import { BY_CHAOS, BY_TEST, closing, fail, type Passage } from './failing.ts';
import type { Fault, FaultEffect, FaultId, FaultView, Trouble } from './fault.ts';
import { Latencies } from './latencies.ts';
import { Questions, type Verdict } from './questions.ts';
import { selectorOf, type Selector, targetsOf } from './targets.ts';
import type { TroubleSource } from './trouble-source.ts';
import { elect, rebalance } from './upheavals.ts';

/** Fetch says how much it wants of everything together (KIP-74). */
const FIRST_WITH_MAX_BYTES = 3;

type Handle = (request: unknown) => Reply<unknown>;

interface Armed {
  readonly id: FaultId;
  readonly fault: Fault;
  seen: number;
  hits: number;
  /** What it holds, in the order in which it came, and how each goes on. */
  readonly held: Map<Exchange, () => void>;
}

/** What leads to the handler. */
interface Call {
  readonly api: Api;
  readonly exchange: Exchange;
  readonly context: RequestContext;
  readonly handle: Handle;
}

/** Waits for time to move. */
const TIMED: ReadonlySet<FaultEffect['type']> = new Set(['delay', 'throttle']);

/**
 * What the test wants to go wrong, at the one place where every client's request passes. Each fault wraps those that were
 * there before it: the newest acts first, and what it answers itself the others do not see. Chaos is behind them all, as if it
 * had been there first; a broker's latency is before them all.
 */
export class Faults {
  readonly latencies: Latencies = new Latencies((delayMs, then) => this.#later(delayMs, then));
  readonly #timers: Timers;
  readonly #random: Random;
  readonly #connections: Services['connections'];
  readonly #armed = new Map<FaultId, Armed>();
  /** What goes on later by itself, by timer. */
  readonly #delayed = new Map<string, () => void>();
  readonly #dropped = new Set<Parked<unknown>>();
  readonly #questions: Questions;
  readonly #chaos: TroubleSource | undefined;
  /** What chaos has put off, and connections that it keeps silent. */
  readonly #putOff = new Set<string>();
  readonly #silenced = new WeakSet<Connection>();
  #isTimeStill = false;
  #requests = 0;
  #troubled = 0;
  #sequence = 0;

  readonly #dropping: (exchange: Exchange) => void;

  /** @param dropping is told of a request that will never be answered, once its work is done */
  constructor(
    { timers, random, connections }: Services,
    emit: (effect: Effect) => void,
    dropping: (exchange: Exchange) => void,
    chaos?: TroubleSource,
  ) {
    this.#dropping = dropping;
    this.#timers = timers;
    this.#random = random.fork('faults');
    this.#connections = connections;
    this.#chaos = chaos;
    this.#questions = new Questions(emit, (passage, request) => this.#goOn(passage, request));
  }

  get isEmpty(): boolean {
    return this.#armed.size === 0 && this.#chaos === undefined && this.latencies.areNone;
  }

  /** Since the last `clear`. */
  get troubles(): { readonly requests: number; readonly troubled: number } {
    return { requests: this.#requests, troubled: this.#troubled };
  }

  /** Requests and answers that only time will let go on. */
  get delayed(): number {
    return this.#delayed.size;
  }

  view(id: FaultId): FaultView | undefined {
    const armed = this.#armed.get(id);
    return armed && { fault: armed.fault, hits: armed.hits, held: [...armed.held.keys()] };
  }

  inject(id: FaultId, fault: Fault): void {
    this.#armed.set(id, { id, fault, seen: 0, hits: 0, held: new Map() });
  }

  /** What it holds goes on; what it has delayed stays delayed. */
  remove(id: FaultId): void {
    const armed = this.#armed.get(id);
    this.#armed.delete(id);
    for (const resume of [...(armed?.held.values() ?? [])]) resume();
  }

  /**
   * No fault is left, and nobody waits for one: what was held or delayed is handled now, what was dropped is hung up. Chaos
   * begins anew.
   */
  clear(): void {
    for (const id of [...this.#armed.keys()]) this.remove(id);
    this.latencies.clear();
    for (const timer of [...this.#delayed.keys()]) this.#resume(timer);
    this.#questions.passAll();
    for (const answer of [...this.#dropped]) answer.complete(CLOSE);
    this.#dropped.clear();
    this.#chaos?.restart();
    this.#requests = 0;
    this.#troubled = 0;
  }

  /** Where time stands still, chaos neither begins nor goes on with what only time would end. */
  timeStands(isStill: boolean): void {
    this.#isTimeStill = isStill;
    if (!isStill) return;
    for (const timer of [...this.#putOff]) this.#resume(timer);
    for (const connection of this.#connections.values()) {
      if (this.#silenced.delete(connection)) connection.endThrottle?.();
    }
  }

  /** Why a connection that is being opened is not to be; undefined: it is. */
  refusal(broker: BrokerId): string | undefined {
    for (const armed of [...this.#armed.values()].reverse()) {
      const { effect, match, times } = armed.fault;
      const isMeant = match.broker === undefined || match.broker === broker;
      if (effect.type !== 'refuse' || !isMeant || armed.hits >= times) continue;
      armed.hits += 1;
      return 'a fault refuses connections';
    }
    return undefined;
  }

  /** Leads a request through all faults to its handler. */
  pass(api: Api, exchange: Exchange, context: RequestContext, handle: Handle): Reply<unknown> {
    const call = { api, exchange, context, handle: this.#withTrouble({ api, exchange, context, handle }) };
    return this.latencies.late(exchange.broker, this.#from([...this.#armed.values()].reverse(), call));
  }

  /** The test has made up its mind about a request that it was asked about. */
  decide(call: number, verdict: Verdict): void {
    this.#questions.decide(call, verdict);
  }

  /** Chaos is asked of every request, so that what it does does not depend on other faults; it acts on what they let pass. */
  #withTrouble({ api, exchange, context, handle }: Call): Handle {
    if (this.#chaos === undefined) return handle;
    this.#requests += 1;
    const trouble = this.#chaos.next(api, exchange, context);
    if (trouble === undefined || (this.#isTimeStill && TIMED.has(trouble.effect.type))) return handle;
    return (request) => {
      const passed = request === exchange.request ? exchange : { ...exchange, request };
      const selects = trouble.selects ?? selectorOf(trouble.match, api, passed, context);
      if (selects === undefined || !targetsOf(api, passed, context).some(selects)) return handle(request);
      this.#troubled += 1;
      exchange.trouble = trouble;
      return this.#trouble(trouble, { api, exchange: passed, context, selects, origin: BY_CHAOS, next: handle });
    };
  }

  #from(faults: readonly Armed[], call: Call): Reply<unknown> {
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
    return this.#act(armed, { api, exchange, context, selects, origin: BY_TEST, next });
  }

  /** Undefined: the fault does not act on this request. */
  #selector(armed: Armed, api: Api, exchange: Exchange, context: RequestContext): Selector | undefined {
    const { match, effect, times, skip, probability } = armed.fault;
    if (effect.type === 'refuse' || armed.hits >= times || !this.#armed.has(armed.id)) return undefined;
    const selects = selectorOf(match, api, exchange, context);
    if (selects === undefined || !targetsOf(api, exchange, context).some(selects)) return undefined;
    if (++armed.seen <= skip) return undefined;
    if (probability < 1 && this.#random.uint32() >= probability * 0x1_0000_0000) return undefined;
    armed.hits += 1;
    return selects;
  }

  #act(armed: Armed, passage: Passage): Reply<unknown> {
    const { fault } = armed;
    if (fault.effect.type === 'hold') return this.#hold(armed, passage);
    if (fault.effect.type === 'ask') return this.#questions.ask(armed.id, fault, passage);
    return this.#perform(fault, passage);
  }

  #trouble(trouble: Trouble, passage: Passage): Reply<unknown> {
    const { connection } = passage.context;
    if (trouble.effect.type === 'throttle' && connection !== undefined) this.#silenced.add(connection);
    return this.#perform(trouble, passage);
  }

  #perform({ match, effect }: Trouble, passage: Passage): Reply<unknown> {
    const { api, context, exchange, next, origin, selects } = passage;
    const { request } = exchange;
    switch (effect.type) {
      case 'error':
        return fail(passage, match, effect);
      case 'delay':
        return this.#delay(passage, effect.delayMs);
      case 'disconnect':
        if (effect.at === 'before') return closing(passage, `${origin.name} disconnects before the request is handled`);
        return mapReply(next(request), () => closing(passage, `${origin.name} disconnects instead of answering`));
      case 'drop':
        return this.#drop(passage, effect.apply);
      case 'throttle':
        context.throttle(effect.throttleTimeMs);
        return next(request);
      case 'corrupt':
        if (effect.how === 'crc') return breakChecksums(passage);
        context.isAnswerCut = true;
        return next(request);
      case 'shorten':
        return next(exchange.apiVersion < FIRST_WITH_MAX_BYTES ? request : { ...(request as object), maxBytes: 1 });
      case 'rebalance':
        rebalance(context, targetsOf(api, exchange, context), selects);
        return next(request);
      case 'elect':
        elect(context, targetsOf(api, exchange, context), selects);
        return next(request);
      case 'observe':
      case 'refuse':
      case 'hold':
      case 'ask':
        return next(request);
    }
  }

  #delay(passage: Passage, delayMs: number): Parked<unknown> {
    const answer = new Parked<unknown>();
    const timer = this.#later(delayMs, () => {
      this.#putOff.delete(timer);
      answer.follow(this.#goOn(passage));
    });
    if (passage.origin === BY_CHAOS) this.#putOff.add(timer);
    return answer;
  }

  /** @returns what it goes by */
  #later(delayMs: number, then: () => void): string {
    const timer = `fault:${++this.#sequence}`;
    this.#delayed.set(timer, then);
    this.#timers.schedule(timer, this.#timers.now + delayMs, () => this.#resume(timer));
    return timer;
  }

  /** What was to come later comes now. */
  #resume(timer: string): void {
    const then = this.#delayed.get(timer);
    this.#delayed.delete(timer);
    this.#timers.cancel(timer);
    then?.();
  }

  #hold(armed: Armed, passage: Passage): Parked<unknown> {
    const answer = new Parked<unknown>();
    const resume = (): void => {
      armed.held.delete(passage.exchange);
      answer.follow(this.#goOn(passage));
    };
    armed.held.set(passage.exchange, resume);
    return answer;
  }

  #drop({ exchange, next }: Passage, apply: boolean): Parked<unknown> {
    const never = new Parked<unknown>();
    this.#dropped.add(never);
    never.onAbandon(() => this.#dropped.delete(never));
    const finish = (): void => {
      exchange.response = null;
      exchange.answeredAtMs = this.#timers.now;
      this.#dropping(exchange);
    };
    const reply = apply ? next(exchange.request) : undefined;
    if (reply instanceof Parked) reply.whenDone(finish);
    else finish();
    return never;
  }

  /** For its handler the request comes in now. */
  #goOn({ context, exchange, next }: Passage, request: unknown = exchange.request): Reply<unknown> {
    context.now = this.#timers.now;
    return next(request);
  }
}

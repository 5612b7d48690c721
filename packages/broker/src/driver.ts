import type {
  AdminCommand,
  Cluster,
  ClusterSnapshot,
  ClusterView,
  Command,
  ConnectionId,
  Effect,
  InvariantError,
  Observer,
} from '@testka/core';
import { BrokerClock } from './clock.ts';
import { BrokerError } from './errors.ts';
import { LATEST_VERSION, type TestApi, type TestRequest, type TestResponse } from './requests.ts';
import { startTimer, stopTimer, type Timer } from './time.ts';

/** Longest pause between two looks at the clock while something is due. Keeps a standstill from counting as time. */
const MAX_SLEEP_MS = 250;

/** How long a fetch waits, ms, while broker time is frozen: clients close only once it is answered. */
const FROZEN_POLL_MS = 200;

/** Where a connection's effects go. */
export interface Outlet {
  /** Writes one response as it is. */
  respond(chunks: readonly Buffer[]): void;
  /** Closes after what was written before is out. */
  close(reason: string): void;
  pause(): void;
  resume(): void;
  /** Closes at once, whatever is still to be written. */
  destroy(): void;
}

/** Something to be done at a time of the broker's clock, which the test cannot move. Keeps the process alive until then. */
export interface Alarm {
  readonly atMs: number;
  readonly ring: () => void;
}

/** Where the answer to a request of the test goes. */
interface Call {
  readonly api: TestApi;
  readonly body: unknown;
  readonly resolve: (response: unknown) => void;
  readonly reject: (end: BrokerError) => void;
}

/** What the driver tells those who look on. */
export interface DriverListener {
  /** Commands were applied; the state may have changed. */
  changed(): void;
  /** An interceptor is to decide about a request. */
  asked(effect: Extract<Effect, { kind: 'ask' }>): void;
  /** A request of the test itself was answered. */
  called(api: TestApi, request: unknown, response: unknown): void;
  /** The test does something to the cluster; it is not done yet. */
  administers(command: AdminCommand): void;
  /** What has come of a request that an interceptor has let go. */
  proceeded(effect: Extract<Effect, { kind: 'proceeded' }>): void;
  /** The broker contradicted itself and has stopped. */
  broke(error: BrokerError): void;
}

/**
 * The only caller of `Cluster.apply`: the clock, one timer for the whole cluster, and the effects. Commands that come up
 * while one is being applied wait their turn.
 */
export class Driver {
  readonly clock: BrokerClock;
  readonly #cluster: Cluster;
  readonly #listener: DriverListener;
  readonly #outlets = new Map<ConnectionId, Outlet>();
  readonly #calls = new Map<number, Call>();
  readonly #alarms = new Set<Alarm>();
  #queue: Command[] = [];
  #isApplying = false;
  #lastCall = 0;
  #lastConnection = 0;
  #timer: Timer | undefined;
  #wakeAtMs = Infinity;
  /** When, in steady time, the long polls end that broker time would not end while it is frozen. */
  #pollsEndAtMs = Infinity;
  #end: BrokerError | undefined;

  /**
   * @param createCluster makes the cluster whose time begins now, ms since 1970
   * @param clock which has not been looked at yet
   */
  constructor(createCluster: (now: number) => Cluster, listener: DriverListener, clock = new BrokerClock()) {
    this.clock = clock;
    this.#cluster = createCluster(this.clock.now());
    this.#listener = listener;
  }

  get view(): ClusterView {
    return this.#cluster.view;
  }

  /** Why nothing works any more: closed or broken. */
  get end(): BrokerError | undefined {
    return this.#end;
  }

  snapshot(): ClusterSnapshot {
    return this.#cluster.snapshot();
  }

  observe(observer: Observer): void {
    this.#cluster.interceptors.observe(observer);
  }

  /** A client's connection, from now on; `outlet` gets what the broker has to say to it. */
  connect(command: Omit<Extract<Command, { kind: 'connect' }>, 'kind' | 'connection'>, outlet: Outlet): ConnectionId {
    const connection = ++this.#lastConnection;
    this.#outlets.set(connection, outlet);
    this.submit({ kind: 'connect', connection, ...command });
    return connection;
  }

  disconnect(connection: ConnectionId): void {
    if (this.#outlets.delete(connection)) this.submit({ kind: 'disconnect', connection });
  }

  /** Ends a client's connection at once, without a word. */
  destroy(connection: ConnectionId): void {
    this.#outlets.get(connection)?.destroy();
  }

  /** Applies a command, or lets it wait while another is being applied. Does nothing once the broker has ended. */
  submit(command: Command): void {
    if (this.#end !== undefined) return;
    this.#queue.push(command);
    if (this.#isApplying) return;
    this.#isApplying = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#apply(next);
    this.#isApplying = false;
    if (this.#end !== undefined) return;
    this.#arm();
    this.#listener.changed();
  }

  /**
   * A request of the test itself, at the newest version that names topics.
   * @throws BrokerError ERR_BROKER_CLOSED, ERR_BROKER_BROKEN
   */
  request<A extends TestApi>(api: A, body: TestRequest<A>): Promise<TestResponse<A>> {
    return new Promise((resolve, reject) => this.#call({ api, body, resolve: resolve as Call['resolve'], reject }));
  }

  /** As `request`, for what Kafka answers at once. */
  requestNow<A extends TestApi>(api: A, body: TestRequest<A>): TestResponse<A> {
    const answers: TestResponse<A>[] = [];
    const resolve = (response: unknown): unknown => answers.push(response as TestResponse<A>);
    this.#call({ api, body, resolve, reject: () => {} });
    const [answer] = answers;
    if (answer !== undefined) return answer;
    throw this.#end ?? new BrokerError('ERR_REQUEST_FAILED', `${api} was not answered at once`);
  }

  /** Rings once, unless the returned function is called before. */
  alarm(delayMs: number, ring: () => void): () => void {
    const alarm = { atMs: this.clock.steadyNow() + delayMs, ring };
    this.#alarms.add(alarm);
    this.#arm();
    return () => this.#silence(alarm);
  }

  /** The broker's time stands still, until it is resumed. */
  freeze(): void {
    this.clock.freeze();
    this.submit({ kind: 'admin', command: { type: 'time-stands', isStill: true } });
  }

  /** The broker's time goes on from where it stood. */
  resume(): void {
    this.clock.resume();
    this.submit({ kind: 'admin', command: { type: 'time-stands', isStill: false } });
  }

  /** The broker's time moves, and everything that falls due on the way happens in its order. */
  advance(ms: number): void {
    this.clock.advance(ms);
    this.submit({ kind: 'tick' });
  }

  /** Nothing is applied any more, and whoever asks is told why. */
  stop(end: BrokerError): void {
    this.#end ??= end;
    this.#queue = [];
    this.#outlets.clear();
    this.#alarms.clear();
    for (const { reject } of this.#calls.values()) reject(end);
    this.#calls.clear();
    if (this.#timer !== undefined) stopTimer(this.#timer);
    this.#timer = undefined;
  }

  #call({ api, body, resolve, reject }: Call): void {
    if (this.#end !== undefined) throw this.#end;
    const call = ++this.#lastCall;
    this.#calls.set(call, { api, body, resolve, reject });
    this.submit({ kind: 'request', call, api, version: LATEST_VERSION[api], body });
  }

  #apply(command: Command): void {
    if (this.#end !== undefined) return;
    if (command.kind === 'admin') this.#listener.administers(command.command);
    try {
      for (const effect of this.#cluster.apply(command, this.clock.now())) this.#perform(effect);
    } catch (error) {
      this.#break(error as InvariantError);
    }
  }

  #perform(effect: ReturnType<Cluster['apply']>[number]): void {
    switch (effect.kind) {
      case 'respond':
        return this.#outlets.get(effect.connection)?.respond(effect.chunks);
      case 'close':
        this.#outlets.get(effect.connection)?.close(effect.reason);
        this.#outlets.delete(effect.connection);
        return;
      case 'pause':
        return this.#outlets.get(effect.connection)?.pause();
      case 'resume':
        return this.#outlets.get(effect.connection)?.resume();
      case 'answer': {
        const call = this.#calls.get(effect.call);
        this.#calls.delete(effect.call);
        if (call !== undefined) this.#listener.called(call.api, call.body, effect.response);
        call?.resolve(effect.response);
        return;
      }
      case 'ask':
        return this.#listener.asked(effect);
      case 'proceeded':
        return this.#listener.proceeded(effect);
    }
  }

  #break(error: InvariantError): void {
    const message = `the broker contradicted itself and stopped: ${error.message}. This is a bug of Testka: please report it with this message and its cause`;
    const broken = new BrokerError('ERR_BROKER_BROKEN', message, { cause: error });
    const outlets = [...this.#outlets.values()];
    this.stop(broken);
    for (const outlet of outlets) outlet.close('the broker is broken');
    this.#listener.broke(broken);
  }

  /** One timer for everything that is due, and never far ahead, so that the clock sees a standstill. */
  #arm(): void {
    const areStuck = this.clock.isFrozen && this.view.longPolls > 0;
    if (!areStuck) this.#pollsEndAtMs = Infinity;
    else if (this.#pollsEndAtMs === Infinity) this.#pollsEndAtMs = this.clock.steadyNow() + FROZEN_POLL_MS;
    const dueAtMs = this.#dueAtMs();
    this.clock.isWatched = dueAtMs !== Infinity;
    if (dueAtMs === Infinity) return;
    const nowMs = this.clock.steadyNow();
    const wakeAtMs = Math.min(dueAtMs, nowMs + MAX_SLEEP_MS);
    if (this.#timer === undefined || wakeAtMs < this.#wakeAtMs) {
      if (this.#timer !== undefined) stopTimer(this.#timer);
      this.#wakeAtMs = wakeAtMs;
      this.#timer = startTimer(() => this.#wake(), Math.max(wakeAtMs - nowMs, 1));
    }
    if (this.#alarms.size > 0 || this.#calls.size > 0) this.#timer.ref();
    else this.#timer.unref();
  }

  /** In steady time; Infinity: nothing is. */
  #dueAtMs(): number {
    const deadline = this.#cluster.nextDeadline();
    let dueAtMs = this.#pollsEndAtMs;
    if (deadline !== undefined) dueAtMs = Math.min(dueAtMs, this.clock.steadyTimeOf(deadline));
    for (const { atMs } of this.#alarms) dueAtMs = Math.min(dueAtMs, atMs);
    return dueAtMs;
  }

  #wake(): void {
    this.#timer = undefined;
    this.#wakeAtMs = Infinity;
    const nowMs = this.clock.steadyNow();
    if ((this.#cluster.nextDeadline() ?? Infinity) <= this.clock.now()) this.submit({ kind: 'tick' });
    if (this.#pollsEndAtMs <= nowMs) {
      this.#pollsEndAtMs = Infinity;
      this.submit({ kind: 'admin', command: { type: 'end-long-polls' } });
    }
    for (const alarm of [...this.#alarms]) {
      if (alarm.atMs > nowMs || !this.#alarms.delete(alarm)) continue;
      alarm.ring();
    }
    if (this.#end === undefined) this.#arm();
  }

  #silence(alarm: Alarm): void {
    if (this.#alarms.delete(alarm) && this.#alarms.size === 0 && this.#calls.size === 0) this.#timer?.unref();
  }
}

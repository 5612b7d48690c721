import { ApiKey, type ApiName, ErrorCode, type RequestHeader } from '@testka/protocol';
import { type Api, CLOSE, type Reply } from './api.ts';
import { apiByKey } from './apis/index.ts';
import { apiVersions, unsupportedApiVersions } from './apis/18-api-versions.ts';
import { UnreplicatedAnswer, type UnreplicatedWrite } from './coordinator/unreplicated-answer.ts';
import { defined } from './assert.ts';
import type { BrokerId, Command, ConnectionId, Peer } from './command.ts';
import { Connection } from './connections.ts';
import { RequestContext } from './context.ts';
import type { Effect } from './effect.ts';
import { errorAnswer } from './error-answer.ts';
import { firstHalf } from './faults/corrupting.ts';
import type { Faults } from './faults/faults.ts';
import type { Exchange, Interceptors } from './interceptors.ts';
import type { BrokerNode } from './metadata/broker-node.ts';
import { Parked } from './parked.ts';
import { decodeRequest, type Incoming, type Refused } from './request-frame.ts';
import { encodeResponse } from './response-frame.ts';
import type { Services } from './services.ts';
import { STUCK, tell } from './tell.ts';
import { WithheldAnswers } from './withheld-answers.ts';

/** The test's own requests go to this broker's handlers as if it had asked itself. */
type TestRequest = Extract<Command, { kind: 'request' }>;

/** A request that its handler has seen. */
interface Handled {
  readonly api: Api;
  readonly exchange: Exchange;
  readonly context: RequestContext;
}

/** Who asks what of whom. */
interface Asking {
  readonly connection: Connection | undefined;
  readonly frame: Buffer | undefined;
  readonly broker: BrokerId;
  readonly request: unknown;
}

const UNSAYABLE = 'an error that acks=0 leaves no other way to tell';

interface Surroundings {
  readonly connections: Map<ConnectionId, Connection>;
  readonly interceptors: Interceptors;
  readonly faults: Faults;
  readonly emit: (effect: Effect) => void;
}

/** From a frame to its answer: order, SASL, faults, handler, silence after it. What frames look like: `*-frame.ts`. */
export class Dispatcher {
  readonly #services: Services;
  readonly #connections: Map<ConnectionId, Connection>;
  readonly #interceptors: Interceptors;
  readonly #faults: Faults;
  readonly #emit: (effect: Effect) => void;
  /** Answered, and not asked yet for what they have queued. */
  readonly #unmuted: Connection[] = [];
  readonly #withheld = new WithheldAnswers();

  constructor(services: Services, { connections, interceptors, faults, emit }: Surroundings) {
    this.#services = services;
    this.#connections = connections;
    this.#interceptors = interceptors;
    this.#faults = faults;
    this.#emit = emit;
  }

  connect(id: ConnectionId, broker: BrokerId, peer: Peer, now: number): void {
    if (this.#processOf(broker) === 'down') {
      this.#emit({ kind: 'close', connection: id, reason: `broker ${broker} is stopped` });
      return;
    }
    const refusal = this.#faults.refusal(broker);
    if (refusal !== undefined) {
      this.#emit({ kind: 'close', connection: id, reason: refusal });
      return;
    }
    const closesAfterMs = this.#services.throttling.connected(broker, peer.host);
    if (closesAfterMs > 0) return this.#turnAway(id, now + closesAfterMs);
    this.#connections.set(id, new Connection(id, broker, peer, now, this.#services.authentication.isRequired));
  }

  /** The process of a broker is gone, and with it everything that its clients wait for. */
  brokerEnded(broker: BrokerId): void {
    this.#withheld.forget(broker);
    for (const connection of [...this.#connections.values()]) {
      if (connection.broker === broker) this.#close(connection, `broker ${broker} stopped`);
    }
  }

  /** A broker that was paused says what it had to say, and takes what has come in since. */
  brokerResumed(broker: BrokerId): void {
    this.#withheld.give(broker);
    for (const connection of [...this.#connections.values()]) {
      if (connection.broker === broker && !connection.isBusy) this.#drain(connection);
    }
  }

  disconnect(id: ConnectionId): void {
    this.#services.timers.cancel(turnedAwayKey(id));
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    connection.isClosed = true;
    connection.queue.length = 0;
    this.#connections.delete(id);
    connection.abandon?.();
    this.#services.groups.disconnected(id, this.#services.timers.now);
  }

  receive(id: ConnectionId, bytes: Buffer): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    connection.queue.push(bytes);
    if (!connection.isBusy) this.#drain(connection);
    if (connection.isQueueFull && !connection.isPaused) {
      connection.isPaused = true;
      this.#emit({ kind: 'pause', connection: id });
    }
  }

  request({ call, api: name, version, body }: TestRequest): void {
    const api = defined(apiByKey.get(ApiKey[name]), `API ${name}`);
    const broker = this.#services.metadata.controllerId;
    const exchange = this.#exchange(
      name,
      { apiKey: api.key, apiVersion: version, correlationId: call, clientId: null },
      { connection: undefined, frame: undefined, broker, request: body },
    );
    const context = this.#contextOf(exchange, 0);
    this.#whenReplied(this.#handle(api, exchange, context), (response) => {
      this.#emit({ kind: 'answer', call, response: typeof response === 'symbol' ? null : response });
    });
  }

  /**
   * Takes what waits on connections whose request was answered. An answer is often one of many, given in the middle of
   * something: what its client asks next must not begin before that is done.
   */
  settle(): void {
    for (let next = this.#unmuted.shift(); next !== undefined; next = this.#unmuted.shift()) this.#drain(next);
  }

  /** Takes queued frames until one of them has to wait for its answer. */
  #drain(connection: Connection): void {
    if (connection.isDraining) return;
    connection.isDraining = true;
    while (!connection.isBusy && !connection.isClosed && this.#processOf(connection.broker) === 'up') {
      const bytes = connection.queue.shift();
      if (bytes === undefined) break;
      this.#process(connection, bytes);
    }
    connection.isDraining = false;
    if (connection.isPaused && connection.queue.length === 0 && !connection.isClosed) {
      connection.isPaused = false;
      this.#emit({ kind: 'resume', connection: connection.id });
    }
  }

  #process(connection: Connection, bytes: Buffer): void {
    if (connection.sasl.expectsRawToken) {
      return this.#awaitRaw(connection, this.#services.authentication.authenticateRaw(connection, bytes));
    }
    const incoming = decodeRequest(bytes, this.#services.release);
    if ('reason' in incoming) return this.#turnDown(connection, incoming);
    this.#ask(connection, incoming, bytes);
  }

  #ask(connection: Connection, { api, header, body }: Incoming, frame: Buffer): void {
    connection.clientId = header.clientId;
    const refusal = connection.sasl.refuses(api.name);
    if (refusal !== undefined && connection.sasl.stage !== 'handshaken') return this.#close(connection, refusal);
    const exchange = this.#exchange(api.name, header, { connection, frame, broker: connection.broker, request: body });
    const context = this.#contextOf(exchange, frame.length);
    connection.isBusy = true;
    connection.inProgress = api.name;
    const reply = refusal === undefined ? this.#pass(api, exchange, context) : this.#refuse(connection, api, exchange);
    if (reply instanceof Parked) connection.abandon = () => reply.abandon();
    this.#whenReplied(reply, (response) => {
      const throttleTimeMs = Math.max(context.throttleTimeMs, api.charge?.(context) ?? 0);
      this.#reply(connection, { api, exchange, context }, response, throttleTimeMs);
    });
  }

  /** ApiVersions answers in its version 0, so that client and broker can find common ground (KIP-511); others close. */
  #turnDown(connection: Connection, { reason, asksForVersions }: Refused): void {
    if (asksForVersions === undefined || connection.sasl.refuses(apiVersions.name) !== undefined)
      return this.#close(connection, reason);
    const response = unsupportedApiVersions(this.#services.release);
    const chunks = encodeResponse(apiVersions, 0, asksForVersions.correlationId, response);
    this.#emit({ kind: 'respond', connection: connection.id, chunks });
  }

  #exchange(api: ApiName, header: RequestHeader, { connection, frame, broker, request }: Asking): Exchange {
    return {
      api,
      apiVersion: header.apiVersion,
      correlationId: header.correlationId,
      broker,
      connection,
      clientId: header.clientId,
      receivedAtMs: this.#services.timers.now,
      request,
      requestFrame: frame,
      response: undefined,
      responseFrame: undefined,
      answeredAtMs: undefined,
      faults: [],
      trouble: undefined,
    };
  }

  #contextOf({ api, broker, connection, apiVersion, clientId }: Exchange, sizeInBytes: number): RequestContext {
    const { now } = this.#services.timers;
    return new RequestContext({
      services: this.#services,
      broker,
      connection,
      api,
      apiVersion,
      clientId,
      now,
      sizeInBytes,
    });
  }

  /** Through what the test wants to go wrong to the handler. */
  #pass(api: Api, exchange: Exchange, context: RequestContext): Reply<unknown> {
    if (this.#faults.isEmpty) return this.#handle(api, exchange, context);
    return this.#faults.pass(api, exchange, context, (request) =>
      this.#handle(api, request === exchange.request ? exchange : { ...exchange, request }, context),
    );
  }

  /** Asks the handler. */
  #handle(api: Api, exchange: Exchange, context: RequestContext): Reply<unknown> {
    this.#services.groups.takeUnreplicated();
    const reply = api.handle(context, exchange.request as never);
    const write = this.#services.groups.takeUnreplicated();
    return write === undefined ? reply : this.#whenReplicated(api, exchange, write, reply);
  }

  /** What a coordinator has written counts only once its followers have it. Who waits for others, waits for them alone. */
  #whenReplicated(api: Api, exchange: Exchange, write: UnreplicatedWrite, reply: Reply<unknown>): Reply<unknown> {
    if (reply instanceof Parked) return reply;
    const { apiVersion, request } = exchange;
    const answer = new UnreplicatedAnswer(this.#services, write, {
      answer: reply,
      refuse: (error) => errorAnswer(api, apiVersion, request, error, 'the records are not replicated'),
    });
    return answer.park(this.#services.timers.now);
  }

  /** Where a token is due, everything else fails in the way of its API, and the connection closes. */
  #refuse(connection: Connection, api: Api, { apiVersion, request }: Exchange): Reply<unknown> {
    const message = `Unexpected Kafka request of type ${api.name} during SASL handshake.`;
    const answer = errorAnswer(api, apiVersion, request, ErrorCode.ILLEGAL_SASL_STATE, message);
    return this.#services.authentication.delayFailure(connection, answer);
  }

  #whenReplied(reply: Reply<unknown>, then: (response: unknown) => void): void {
    if (reply instanceof Parked) reply.whenDone(then);
    else then(reply);
  }

  #reply(connection: Connection, handled: Handled, response: unknown, throttleTimeMs: number): void {
    const { api, exchange, context } = handled;
    if (this.#processOf(exchange.broker) === 'paused') {
      return this.#withheld.add(exchange.broker, () => this.#reply(connection, handled, response, throttleTimeMs));
    }
    // A dropped request was finished with when it was dropped; what comes now hangs up.
    const isFinished = exchange.answeredAtMs !== undefined;
    const told = tell(api, exchange, response, throttleTimeMs);
    exchange.response = typeof told.response === 'symbol' ? null : told.response;
    exchange.responseFrame = told.frame;
    exchange.answeredAtMs = this.#services.timers.now;
    connection.inProgress = undefined;
    if (!isFinished) this.#interceptors.finished(exchange);
    if (connection.isClosed || told.response === STUCK) return;
    if (told.response === CLOSE)
      return this.#close(connection, told.closingReason ?? context.closingReason ?? UNSAYABLE);
    if (exchange.responseFrame !== undefined) {
      const chunks = context.isAnswerCut ? firstHalf(exchange.responseFrame) : exchange.responseFrame;
      this.#emit({ kind: 'respond', connection: connection.id, chunks });
    }
    if (throttleTimeMs > 0) this.#throttle(connection, throttleTimeMs);
    else this.#unmute(connection);
  }

  /** The answer is on its way; what the client asks next waits (KIP-219). */
  #throttle(connection: Connection, throttleTimeMs: number): void {
    const { timers } = this.#services;
    const timer = `throttle:${connection.id}`;
    const end = (): void => {
      timers.cancel(timer);
      connection.endThrottle = undefined;
      this.#unmute(connection);
    };
    connection.endThrottle = end;
    connection.abandon = () => timers.cancel(timer);
    timers.schedule(timer, timers.now + throttleTimeMs, end);
  }

  /** An address that opens connections too quickly: this one is kept for a moment, unread, and closed (KIP-612). */
  #turnAway(id: ConnectionId, closesAtMs: number): void {
    this.#services.timers.schedule(turnedAwayKey(id), closesAtMs, () => {
      this.#emit({ kind: 'close', connection: id, reason: 'its address opens more connections than its quota allows' });
    });
  }

  #awaitRaw(connection: Connection, reply: Parked<Buffer | null> | Buffer): void {
    connection.isBusy = true;
    const answer = (token: unknown): void => {
      if (this.#processOf(connection.broker) === 'paused')
        return this.#withheld.add(connection.broker, () => answer(token));
      if (connection.isClosed) return;
      if (token === null) return this.#close(connection, 'authentication failed');
      const bytes = token as Buffer;
      const length = Buffer.alloc(4);
      length.writeInt32BE(bytes.length);
      this.#emit({ kind: 'respond', connection: connection.id, chunks: [length, bytes] });
      this.#unmute(connection);
    };
    this.#whenReplied(reply, answer);
  }

  #processOf(broker: BrokerId): BrokerNode['process'] | undefined {
    return this.#services.metadata.node(broker)?.process;
  }

  #unmute(connection: Connection): void {
    connection.isBusy = false;
    connection.abandon = undefined;
    if (connection.sasl.closesAfterReply) return this.#close(connection, 'authentication failed');
    this.#unmuted.push(connection);
  }

  #close(connection: Connection, reason: string): void {
    this.disconnect(connection.id);
    this.#emit({ kind: 'close', connection: connection.id, reason });
  }
}

function turnedAwayKey(id: ConnectionId): string {
  return `turned-away:${id}`;
}

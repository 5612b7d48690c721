import type { Exchange, Verdict } from '@testka/core';
import type { ErrorCode } from '@testka/protocol';
import { clientConnection } from '../client-connection.ts';
import type { BrokerContext } from '../context.ts';
import { BrokerError } from '../errors.ts';
import { formatValue } from '../format.ts';
import type { InterceptContext, Intercepted, Interceptor } from '../types/fault.ts';
import type { CallSite } from '../waits/call-site.ts';
import { checkErrorName } from './resolve-fault.ts';
import { Thrown } from './thrown.ts';

type AnyInterceptor = Interceptor<never>;

/** A function of the test that decides about requests. */
export class Interception {
  /** What it has done wrong. */
  readonly thrown: Thrown = new Thrown();
  readonly #context: BrokerContext;
  readonly #handler: AnyInterceptor;
  /** Where the test has called for it. */
  readonly #calledAt: CallSite;
  /** Exchanges of which the broker was asked to do the work. */
  readonly #asked = new WeakSet<Exchange>();
  /** What comes of requests that it has let go, by call. */
  readonly #proceeding = new Map<number, (response: unknown) => void>();

  constructor(context: BrokerContext, handler: AnyInterceptor, calledAt: CallSite) {
    this.#context = context;
    this.#handler = handler;
    this.#calledAt = calledAt;
  }

  /** A request has come in. What the handler returns at once is answered at once. */
  ask(call: number, exchange: Exchange): void {
    try {
      const given: unknown = this.#handler(exchange.request as never, this.#contextOf(call, exchange));
      if (!isThenable(given)) return this.#answer(call, exchange, given);
      given.then(
        (value) => {
          try {
            this.#answer(call, exchange, value);
          } catch (error) {
            this.#fail(call, error);
          }
        },
        (error) => this.#fail(call, error),
      );
    } catch (error) {
      this.#fail(call, error);
    }
  }

  proceeded(call: number, response: unknown): void {
    this.#proceeding.get(call)?.(response);
    this.#proceeding.delete(call);
  }

  #answer(call: number, { api, apiVersion }: Exchange, given: unknown): void {
    if (given === undefined) return this.#decide(call, { type: 'pass' });
    if (given instanceof Decision) return this.#decide(call, given.verdict);
    const answer = this.#context.view.normalised(api, 'response', apiVersion, given);
    if ('value' in answer) return this.#decide(call, { type: 'reply', response: answer.value });
    throw this.#wrong(
      `what the interceptor of ${api} returned is no answer to ${api} v${apiVersion}: ${answer.problem}; return what context.next() gives, changed, or nothing`,
    );
  }

  #contextOf(call: number, exchange: Exchange): InterceptContext<never> {
    const { api, apiVersion, broker: node, connection } = exchange;
    if (connection === undefined) throw new BrokerError('ERR_INVALID_RESPONSE', `${api} came from no client`);
    return {
      api: api as never,
      client: clientConnection(connection, this.#context),
      node,
      apiVersion,
      next: (request?: unknown) => this.#next(call, exchange, request) as Promise<never>,
      error: (name) => new Decision({ type: 'error', errorCode: errorCodeOf(name) }) satisfies Intercepted,
      disconnect: () => new Decision({ type: 'disconnect' }) satisfies Intercepted,
    };
  }

  #next(call: number, exchange: Exchange, given: unknown): Promise<unknown> {
    const { api, apiVersion } = exchange;
    const request = given === undefined ? undefined : this.#context.view.normalised(api, 'request', apiVersion, given);
    if (request !== undefined && 'problem' in request) {
      throw this.#wrong(
        `what next() is to do is no request of ${api} v${apiVersion}: ${request.problem}; change the request that came in`,
      );
    }
    if (this.#asked.has(exchange))
      throw this.#wrong(
        `an interceptor of ${api} has called next() twice for one request, which the broker does once; keep what the first call gives`,
      );
    this.#asked.add(exchange);
    return new Promise((resolve) => {
      const asSent = (response: unknown): unknown =>
        response === null ? null : this.#context.view.asSent(api, 'response', apiVersion, response);
      this.#proceeding.set(call, (response) => resolve(asSent(response)));
      this.#decide(call, { type: 'proceed', ...(request !== undefined && { request: request.value }) });
    });
  }

  /** Its client is told nothing, and the test is told when it next looks at the interceptor. */
  #fail(call: number, error: unknown): void {
    this.thrown.note(error);
    this.#context.options.logger.error(
      `testka: an interceptor failed, its client is disconnected: ${formatValue(error)}`,
    );
    this.#decide(call, { type: 'disconnect' });
  }

  /** It comes up while the broker answers a client; what is wrong is where the interceptor was given. */
  #wrong(message: string): BrokerError {
    const error = new BrokerError('ERR_INVALID_RESPONSE', message);
    error.stack = `${error.name}: ${error.message}\n${this.#calledAt.frames}`;
    return error;
  }

  #decide(call: number, verdict: Verdict): void {
    this.#context.driver.submit({ kind: 'interception', call, verdict });
  }
}

/** What `context.error()` and `context.disconnect()` give. */
class Decision implements Intercepted {
  readonly verdict: Verdict;

  constructor(verdict: Extract<Verdict, { type: 'error' | 'disconnect' }>) {
    this.verdict = verdict;
  }

  get intercepted(): 'error' | 'disconnect' {
    return this.verdict.type === 'error' ? 'error' : 'disconnect';
  }
}

function errorCodeOf(name: string): ErrorCode {
  return checkErrorName({ name: 'the error of an interceptor', value: name, code: 'ERR_INVALID_FAULT' });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

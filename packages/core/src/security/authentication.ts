import type { Connection } from '../connections.ts';
import { Parked } from '../parked.ts';
import type { Timers } from '../timers.ts';

/** Who may log in, and how. */
export interface AuthenticationOptions {
  /** `none`: connections need not authenticate. `any`: whatever user and password. Else: these users, with passwords. */
  readonly users: 'none' | 'any' | ReadonlyMap<string, string>;
  /** Failures are answered this late, ms (connection.failed.authentication.delay.ms). */
  readonly failureDelayMs: () => number;
}

export const SASL_MECHANISMS: readonly string[] = ['PLAIN'];

export type Credentials = { readonly user: string } | { readonly error: string };

/** SASL PLAIN: `[authorization id] NUL user NUL password` (RFC 4616). */
export class Authentication {
  readonly #options: AuthenticationOptions;
  readonly #timers: Timers;
  readonly #nextSequence: () => number;

  constructor(options: AuthenticationOptions, timers: Timers, nextSequence: () => number) {
    this.#options = options;
    this.#timers = timers;
    this.#nextSequence = nextSequence;
  }

  get isRequired(): boolean {
    return this.#options.users !== 'none';
  }

  /** The user that a PLAIN token stands for, or Kafka's words for what is wrong with it. */
  checkPlain(token: Buffer): Credentials {
    const parts = token.toString('utf8').split('\0');
    if (parts.length !== 3) {
      return { error: `Authentication failed: Invalid SASL/PLAIN response: expected 3 tokens, got ${parts.length}` };
    }
    const [authorizationId = '', user = '', password = ''] = parts;
    if (user === '') return { error: 'Authentication failed: username not specified' };
    if (password === '') return { error: 'Authentication failed: password not specified' };
    if (!this.#isKnown(user, password)) return { error: 'Authentication failed: Invalid username or password' };
    if (authorizationId !== '' && authorizationId !== user) {
      return { error: 'Authentication failed: Client requested an authorization id that is different from username' };
    }
    return { user };
  }

  /** A failure is told late, so that passwords cannot be tried quickly; the answer comes, then the connection closes. */
  delayFailure<T>(connection: Connection | undefined, response: T): Parked<T> {
    const parked = new Parked<T>();
    if (connection !== undefined) connection.sasl.stage = 'failed';
    const timer = `authentication:${this.#nextSequence()}`;
    this.#timers.schedule(timer, this.#timers.now + this.#options.failureDelayMs(), () => parked.complete(response));
    parked.onAbandon(() => this.#timers.cancel(timer));
    return parked;
  }

  /** A token without Kafka headers (SaslHandshake v0). @returns what to answer in the same form; null: close. */
  authenticateRaw(connection: Connection, token: Buffer): Buffer | Parked<Buffer | null> {
    const checked = this.checkPlain(token);
    if ('error' in checked) return this.delayFailure<Buffer | null>(connection, null);
    connection.sasl.stage = 'authenticated';
    connection.sasl.user = checked.user;
    return Buffer.alloc(0);
  }

  #isKnown(user: string, password: string): boolean {
    const { users } = this.#options;
    if (users === 'none' || users === 'any') return true;
    return users.get(user) === password;
  }
}

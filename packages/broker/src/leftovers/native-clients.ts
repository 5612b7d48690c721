import { ignoreAddons, listenToAddons, type NativeConfig, type NativeListener } from './native-addons.ts';
import { sourceLineOf, stackOf } from './source-line.ts';

/** A client of librdkafka in this process that has not been disconnected. */
interface Opened {
  readonly config: NativeConfig;
  readonly stack: { readonly stack?: string };
}

/** What is known of a connection that no socket of Node has. */
export interface NativeWanted {
  readonly clientId: string | null;
  /** Of a consumer; null: it is none. */
  readonly groupId?: string | null;
}

/** What librdkafka calls itself where nobody names it. */
const DEFAULT_CLIENT_ID = 'rdkafka';
const MAX_RECORDS = 512;

/**
 * The clients of librdkafka that were opened in this process. Their sockets are out of reach: which of them a connection is of
 * follows from the address they were given, their client id and their group.
 */
export class NativeClients implements NativeListener {
  readonly #isOurPort: (port: number) => boolean;
  readonly #records = new Map<symbol, Opened>();
  readonly #keys = new WeakMap<object, symbol>();

  constructor(isOurPort: (port: number) => boolean) {
    this.#isOurPort = isOurPort;
  }

  /** From now on. */
  start(): void {
    listenToAddons(this);
  }

  stop(): void {
    ignoreAddons(this);
    this.#records.clear();
  }

  connecting(client: object, config: NativeConfig, by: (...args: never[]) => unknown): void {
    const key = Symbol('client');
    this.#keys.set(client, key);
    // Not by the client itself: one that nobody holds any more would stay.
    this.#records.set(key, { config, stack: stackOf(by) });
    const [oldest] = this.#records.keys();
    if (oldest !== undefined && this.#records.size > MAX_RECORDS) this.#records.delete(oldest);
  }

  disconnecting(client: object): void {
    const key = this.#keys.get(client);
    if (key !== undefined) this.#records.delete(key);
  }

  /** Where it may have been opened: `a.ts:1`, or `a.ts:1 or b.ts:2` where two are alike; null: by none of these. */
  placeOf({ clientId, groupId }: NativeWanted): string | null {
    const alike = [...this.#records.values()].filter(({ config }) => {
      if ((config['client.id'] ?? DEFAULT_CLIENT_ID) !== clientId || !this.#isOurs(config)) return false;
      return groupId === undefined || (config['group.id'] ?? null) === groupId;
    });
    const places = new Set(alike.flatMap(({ stack }) => sourceLineOf(stack.stack ?? '').place ?? []));
    return places.size === 0 ? null : [...places].join(' or ');
  }

  #isOurs(config: NativeConfig): boolean {
    const servers = config['bootstrap.servers'] ?? config['metadata.broker.list'];
    if (typeof servers !== 'string') return false;
    return servers.split(',').some((server) => this.#isOurPort(Number(/:(\d+)\s*$/.exec(server)?.[1])));
  }
}

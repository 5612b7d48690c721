import { addressOf, advertisable } from '../connection-info.ts';
import type { Driver } from '../driver.ts';
import { type ConnectionListener, Listener } from '../listener.ts';
import type { NodeSpec } from '../options/resolve-nodes.ts';
import { holdPort } from './held-port.ts';

/** Where a node listens and what clients are told. */
interface NodeAddress {
  readonly host: string;
  /** Undefined: the address listened on. */
  readonly advertisedHost: string | undefined;
}

/** The door of one node, which opens and closes at the same address. */
export class NodeServer {
  readonly id: number;
  readonly rack: string | null;
  /** Where clients reach it. */
  readonly host: string;
  readonly #listenHost: string;
  readonly #advertisedPort: number | undefined;
  readonly #driver: Driver;
  readonly #connectionListener: ConnectionListener;
  /** 0 until it has listened for the first time and may listen anywhere. */
  #port: number;
  #listener: Listener | undefined;
  #opening: Promise<void> | undefined;
  #hasListened = false;
  #isWanted = false;
  #letPortGo: (() => void) | undefined;

  constructor(
    { id, rack, port, advertisedPort }: NodeSpec,
    { host, advertisedHost }: NodeAddress,
    driver: Driver,
    connectionListener: ConnectionListener,
  ) {
    this.id = id;
    this.rack = rack;
    this.host = advertisedHost ?? advertisable(host);
    this.#listenHost = host;
    this.#port = port;
    this.#advertisedPort = advertisedPort;
    this.#driver = driver;
    this.#connectionListener = connectionListener;
  }

  get port(): number {
    return this.#advertisedPort ?? this.#port;
  }

  get isOpen(): boolean {
    return this.#listener !== undefined;
  }

  get address(): string {
    return addressOf(this.host, this.port);
  }

  /** Listens, at the port it had before if there was one. @throws BrokerError ERR_PORT_IN_USE, ERR_LISTEN_FAILED */
  async open(): Promise<void> {
    this.#isWanted = true;
    if (this.#listener === undefined) this.#opening ??= this.#listen();
    await this.#opening;
  }

  /** Ends every connection and listens no more; new connections are refused at once. Its port is kept for it. */
  async close(): Promise<void> {
    this.#isWanted = false;
    await this.#opening?.catch(() => {});
    // Whoever opened it again while it was still opening is not disappointed.
    if (this.#isWanted || this.#listener === undefined) return;
    const closed = this.#listener.close();
    this.#listener = undefined;
    this.#letPortGo = holdPort(this.#listenHost, this.#port);
    await closed;
  }

  /** Gives the address up for good. */
  async end(): Promise<void> {
    const closed = this.close();
    this.#freePort();
    await closed;
    this.#freePort();
  }

  /** Ends every connection, and goes on listening. */
  destroyConnections(): void {
    this.#listener?.destroyConnections();
  }

  async #listen(): Promise<void> {
    this.#freePort();
    const options = { host: this.#listenHost, port: this.#port, broker: this.id, isReturn: this.#hasListened };
    try {
      this.#listener = await Listener.open(options, this.#driver, this.#connectionListener);
      this.#port = this.#listener.port;
      this.#hasListened = true;
    } finally {
      this.#opening = undefined;
    }
  }

  #freePort(): void {
    this.#letPortGo?.();
    this.#letPortGo = undefined;
  }
}

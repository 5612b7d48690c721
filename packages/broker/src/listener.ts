import type { AddressInfo, Server, Socket } from 'node:net';
import { Admission } from './admission.ts';
import { type ConnectionHost, SocketConnection } from './connection.ts';
import type { Driver } from './driver.ts';
import { BrokerError } from './errors.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Id of the broker whose door it is. */
  readonly broker: number;
  /** Whether it was open before, at this very port. */
  readonly isReturn: boolean;
}

/** Told of connections that come and go. */
export interface ConnectionListener {
  opened(connection: number): void;
  /** @param reason why the broker closed it; undefined: the client did */
  closed(connection: number, reason: string | undefined): void;
}

/** One broker's door: a TCP server that keeps no process alive. */
export class Listener {
  readonly #server: Server;
  readonly #host: ConnectionHost;
  readonly #admission: Admission;
  readonly #connectionListener: ConnectionListener;
  readonly #connections = new Map<number, SocketConnection>();
  /** Every socket, also those that wait to be admitted. */
  readonly #sockets = new Set<Socket>();

  private constructor(broker: number, driver: Driver, listener: ConnectionListener) {
    // Not an import: most processes that only import this package have no use for it yet.
    const { createServer } = process.getBuiltinModule('node:net');
    // Half-open, as a client that sends its last requests and ends is still to be answered.
    this.#server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => this.#accept(socket));
    this.#server.unref();
    this.#host = this.#createHost(broker, driver);
    this.#admission = new Admission(driver.view.configs.broker, broker);
    this.#connectionListener = listener;
  }

  /** @throws BrokerError ERR_PORT_IN_USE, ERR_LISTEN_FAILED */
  static async open(options: ListenOptions, driver: Driver, connectionListener: ConnectionListener): Promise<Listener> {
    const listener = new Listener(options.broker, driver, connectionListener);
    const server = listener.#server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => reject(listenError(error, options)));
      server.once('listening', resolve);
      bind(server, options);
    });
    // What may come later, such as too many open files, ends the connection it is about and nothing else.
    server.on('error', () => {});
    return listener;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Closes every connection at once. */
  destroyConnections(): void {
    for (const connection of [...this.#connections.values()]) connection.destroy();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Closes every connection and frees the port. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.destroyConnections();
    await closed;
  }

  #accept(socket: Socket): void {
    socket.unref();
    // A reset or a broken pipe is how clients die; 'close' follows and says all there is to say.
    socket.on('error', () => {});
    const address = withoutMapping(socket.remoteAddress ?? '');
    const start = (): void => this.#start(socket, address);
    if (address === '' || this.#host.driver.end !== undefined || !this.#admission.enter(address, start)) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#admission.leave(address, start);
    });
  }

  #start(socket: Socket, address: string): void {
    if (socket.destroyed) return;
    const connection = new SocketConnection(socket, address, this.#host);
    this.#connections.set(connection.id, connection);
    this.#connectionListener.opened(connection.id);
  }

  #createHost(broker: number, driver: Driver): ConnectionHost {
    const { configs } = driver.view;
    return {
      driver,
      broker,
      maxFrameSize: (id) => {
        const isAuthenticated = driver.view.connections.get(id)?.sasl.stage === 'authenticated';
        return configs.broker.number(isAuthenticated ? 'socket.request.max.bytes' : 'sasl.server.max.receive.size');
      },
      maxIdleMs: () => configs.broker.number('connections.max.idle.ms'),
      closed: (connection, reason) => {
        this.#connections.delete(connection.id);
        this.#connectionListener.closed(connection.id, reason);
      },
    };
  }
}

/** An IPv4 client of an IPv6 listener, as IPv4. */
function withoutMapping(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}

/** What `net.Server` has been binding with since Node 0.10; not documented. `addressType` is 4 or 6. */
interface BindingServer {
  readonly _listen2?: (address: string, port: number, addressType: number, backlog: number) => void;
}

const BACKLOG = 511;
const LOOPBACK = '127.0.0.1';

/**
 * Binds the address. `listen()` looks the host up even where it is an address already, and for that loads Node's resolver
 * and cluster code: 10 ms, a third of what a first broker costs. See docs/decisions/listen.md.
 */
function bind(server: Server, { host, port }: ListenOptions): void {
  // Node's own check makes a regular expression at first, and most brokers are where the default is.
  const addressType = host === LOOPBACK ? 4 : process.getBuiltinModule('node:net').isIP(host);
  const direct = (server as BindingServer)._listen2;
  if (addressType === 0 || direct === undefined) server.listen({ host, port });
  else direct.call(server, host, port, addressType, BACKLOG);
}

function listenError(error: NodeJS.ErrnoException, { host, port, broker, isReturn }: ListenOptions): BrokerError {
  const options = { cause: error };
  if (error.code === 'EADDRINUSE') {
    const message = isReturn
      ? `port ${port} on ${host}, where node ${broker} was and must come back, is in use; close what listens there`
      : `port ${port} on ${host} is in use; leave \`port\` out to get a free one, or close what listens there`;
    return new BrokerError('ERR_PORT_IN_USE', message, options);
  }
  const message = `cannot listen on ${host}:${port} (${error.code ?? error.message}); check the options \`host\` and \`port\``;
  return new BrokerError('ERR_LISTEN_FAILED', message, options);
}

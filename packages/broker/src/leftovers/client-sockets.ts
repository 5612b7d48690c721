import type { Socket } from 'node:net';
import type { Peer } from '@testka/core';
import { type NativeWanted, NativeClients } from './native-clients.ts';
import { type SourceLine, sourceLineOf, stackOf } from './source-line.ts';

/** A socket that was opened in this process. */
interface ClientSocket {
  /** What its stack was when it was opened, through asynchronous frames. */
  readonly opened: { readonly stack?: string };
  /** Undefined: it is closed. */
  socket: Socket | undefined;
}

const CHANNEL = 'net.client.socket';
/** Records of closed sockets are dropped when there are so many. */
const MAX_RECORDS = 512;

/**
 * Of the process, as its sockets are: every broker would add a listener to each socket, and Node warns of more than ten.
 */
const listening = new Set<ClientSockets>();

function tellOfSockets(sockets: ClientSockets): void {
  if (listening.size === 0) diagnostics().subscribe(CHANNEL, opened);
  listening.add(sockets);
}

function tellNoMore(sockets: ClientSockets): void {
  if (listening.delete(sockets) && listening.size === 0) diagnostics().unsubscribe(CHANNEL, opened);
}

/** Loaded when a broker is there, not by whoever imports this package. */
const diagnostics = () => process.getBuiltinModule('node:diagnostics_channel');

/** Node tells of each socket while its owner is still on the stack. */
function opened(message: unknown): void {
  const { socket } = message as { readonly socket: Socket };
  const stack = stackOf(opened);
  socket.once('connect', () => {
    for (const sockets of listening) sockets.connected(socket, stack);
  });
}

/**
 * The sockets of this process that are connected to the broker, by their ports: whose code opened them, and whether it has
 * closed them already. Those of native clients are out of reach, as other processes are; of these it is known what was opened.
 */
export class ClientSockets {
  readonly #isOurPort: (port: number) => boolean;
  readonly #byPort = new Map<number, ClientSocket>();
  /** How sockets that have produced were opened: their messages outlive them, and their ports are given to others. */
  readonly #producers = new WeakMap<Peer, ClientSocket['opened']>();
  readonly #native: NativeClients;

  constructor(isOurPort: (port: number) => boolean) {
    this.#isOurPort = isOurPort;
    this.#native = new NativeClients(isOurPort);
  }

  /** From now on. */
  start(): void {
    tellOfSockets(this);
    this.#native.start();
  }

  stop(): void {
    tellNoMore(this);
    this.#native.stop();
    this.#byPort.clear();
  }

  /** A socket of this process is connected, to whatever. */
  connected(socket: Socket, opened: ClientSocket['opened']): void {
    const { localPort, remotePort } = socket;
    if (localPort === undefined || remotePort === undefined || !this.#isOurPort(remotePort)) return;
    const record: ClientSocket = { opened, socket };
    this.#forgetClosed();
    this.#byPort.set(localPort, record);
    socket.once('close', () => (record.socket = undefined));
  }

  /** @param port the client's */
  sourceLine(port: number): SourceLine {
    return sourceLineOf(this.#byPort.get(port)?.opened.stack ?? '');
  }

  /** It has produced: who opened it is to be known for as long as its messages are there. */
  keep(peer: Peer): void {
    const record = this.#byPort.get(peer.port);
    if (record !== undefined) this.#producers.set(peer, record.opened);
  }

  /** Where the client was opened that has produced; null: it is not known. @param peer as it was given to `keep` */
  producerLine(peer: Peer): string | null {
    return sourceLineOf(this.#producers.get(peer)?.stack ?? '').place;
  }

  /** Where a native client of this process was opened that is like this; null: there is none. */
  nativePlace(wanted: NativeWanted): string | null {
    return this.#native.placeOf(wanted);
  }

  /** Its owner has let go of it, though the broker may not have noticed. */
  isGivenUp(port: number): boolean {
    const record = this.#byPort.get(port);
    if (record === undefined) return false;
    return record.socket === undefined || record.socket.destroyed || record.socket.writableEnded;
  }

  #forgetClosed(): void {
    if (this.#byPort.size < MAX_RECORDS) return;
    for (const [port, { socket }] of this.#byPort) if (socket === undefined) this.#byPort.delete(port);
  }
}

import type { Socket } from 'node:net';
import type { Driver, Outlet } from './driver.ts';
import { FrameDecoder } from './frame-decoder.ts';

/** The most buffers that one system call takes (IOV_MAX on Linux). */
const MAX_CHUNKS_PER_WRITE = 1024;

/** What a socket's connection needs of its listener. */
export interface ConnectionHost {
  readonly driver: Driver;
  readonly broker: number;
  /** Bytes; asked for each frame of the connection. */
  maxFrameSize(connection: number): number;
  /** After this long without a byte in or out the connection is closed, ms. */
  maxIdleMs(): number;
  /** The socket is gone, or about to be. @param reason why the broker closed it; undefined: the client did */
  closed(connection: SocketConnection, reason: string | undefined): void;
}

/** A client's socket: bytes in become frames, responses become bytes. What they mean is the core's business. */
export class SocketConnection implements Outlet {
  readonly id: number;
  readonly #socket: Socket;
  readonly #host: ConnectionHost;
  readonly #decoder: FrameDecoder;
  /** The core has enough waiting; the socket has enough to write. While either holds, nothing is read. */
  #isPaused = false;
  #isFull = false;
  /** The client sends nothing more; what it sent before is still to be answered. */
  #hasEnded = false;
  #isOver = false;

  constructor(socket: Socket, address: string, host: ConnectionHost) {
    this.#socket = socket;
    this.#host = host;
    this.#decoder = new FrameDecoder(() => host.maxFrameSize(this.id));
    this.id = host.driver.connect({ broker: host.broker, peer: { host: address, port: socket.remotePort ?? 0 } }, this);
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('drain', () => this.#drained());
    socket.on('end', () => this.#ended());
    socket.on('close', () => this.#over(undefined));
    socket.setTimeout(host.maxIdleMs(), () => this.close('it was idle for connections.max.idle.ms'));
  }

  respond(chunks: readonly Buffer[]): void {
    const socket = this.#socket;
    let isRoomLeft = true;
    for (let start = 0; start < chunks.length; start += MAX_CHUNKS_PER_WRITE) {
      socket.cork();
      for (const chunk of chunks.slice(start, start + MAX_CHUNKS_PER_WRITE)) isRoomLeft = socket.write(chunk);
      socket.uncork();
    }
    // Another answer may be among the effects that are being performed: look again when all of them are.
    if (this.#hasEnded) void Promise.resolve().then(() => this.#ended());
    // Kafka takes no further request either before the answer is out.
    if (!isRoomLeft) {
      this.#isFull = true;
      socket.pause();
    }
  }

  close(reason: string): void {
    this.#over(reason);
    this.#socket.destroySoon();
  }

  pause(): void {
    this.#isPaused = true;
    this.#socket.pause();
  }

  resume(): void {
    this.#isPaused = false;
    if (!this.#isFull) this.#socket.resume();
  }

  /** At once, whatever is still to be written. */
  destroy(): void {
    this.#over(undefined);
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    // Answers to requests that came together leave together.
    this.#socket.cork();
    this.#take(chunk);
    this.#socket.uncork();
  }

  #take(chunk: Buffer): void {
    for (const bytes of this.#decoder.push(chunk)) {
      if (this.#isOver) return;
      this.#host.driver.submit({ kind: 'frame', connection: this.id, bytes });
    }
    if (this.#decoder.refusal !== undefined && !this.#isOver) this.close(this.#decoder.refusal);
  }

  #drained(): void {
    this.#isFull = false;
    if (!this.#isPaused) this.#socket.resume();
  }

  /** Requests that wait behind one in progress are not lost; one that is parked has nobody to go to any more. */
  #ended(): void {
    this.#hasEnded = true;
    const queued = this.#host.driver.view.connections.get(this.id)?.queue.length ?? 0;
    if (queued > 0 || this.#isOver) return;
    this.#over(undefined);
    this.#socket.destroySoon();
  }

  #over(reason: string | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#host.driver.disconnect(this.id);
    this.#host.closed(this, reason);
  }
}

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { ApiKey, type ApiName } from '@testka/protocol';

/** Versions by API, both in order. */
export type Used = Readonly<Record<string, readonly number[]>>;

const CHANNEL = 'net.server.socket';
const LENGTH_BYTES = 4;
/** Of an API's key and version, the first in a request. */
const HEAD_BYTES = 4;

/**
 * What clients ask of the brokers in this process, read off their sockets beside the broker: which APIs, at which versions.
 * Connections that log in with raw tokens would not be understood; none of the suites makes such.
 */
export class Traffic {
  readonly #versions = new Map<string, Set<number>>();
  /** How many requests came, by port and API. */
  readonly #counts = new Map<string, number>();
  readonly #listener = (message: unknown): void => this.#read((message as { socket: Socket }).socket);

  constructor() {
    subscribe(CHANNEL, this.#listener);
  }

  get used(): Used {
    const names = Object.keys(ApiKey).filter((name) => this.#versions.has(name));
    return Object.fromEntries(
      names.map((name) => [name, [...(this.#versions.get(name) ?? [])].toSorted((a, b) => a - b)]),
    );
  }

  /** How many requests of an API came to a port. */
  count(api: ApiName, port: number): number {
    return this.#counts.get(`${port} ${api}`) ?? 0;
  }

  stop(): void {
    unsubscribe(CHANNEL, this.#listener);
  }

  #read(socket: Socket): void {
    const port = socket.localPort;
    let buffer: Buffer = Buffer.alloc(0);
    let toSkip = 0;
    socket.on('data', (chunk: Buffer) => {
      const skipped = Math.min(toSkip, chunk.length);
      toSkip -= skipped;
      buffer = Buffer.concat([buffer, chunk.subarray(skipped)]);
      while (buffer.length >= LENGTH_BYTES + HEAD_BYTES) {
        this.#note(buffer.readInt16BE(LENGTH_BYTES), buffer.readInt16BE(LENGTH_BYTES + 2), port);
        const size = LENGTH_BYTES + buffer.readInt32BE(0);
        toSkip = Math.max(0, size - buffer.length);
        buffer = buffer.subarray(Math.min(size, buffer.length));
      }
    });
  }

  #note(key: number, version: number, port: number | undefined): void {
    const name = Object.entries(ApiKey).find(([, each]) => each === key)?.[0] ?? `API ${key}`;
    const versions = this.#versions.get(name) ?? new Set();
    this.#versions.set(name, versions.add(version));
    this.#counts.set(`${port} ${name}`, (this.#counts.get(`${port} ${name}`) ?? 0) + 1);
  }
}

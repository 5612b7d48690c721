import { connect, type Socket } from 'node:net';
import {
  ApiKey,
  type ApiName,
  codecOf,
  encodeRequestHeader,
  type Infer,
  type InferInput,
  type Message,
  Reader,
  Writer,
} from '@testka/protocol';

/** A TCP client that sends what it is told to, right or wrong. */
export class RawClient {
  readonly socket: Socket;
  /** Resolves when the connection is closed, by whom ever. */
  readonly closed: Promise<void>;
  #received = Buffer.alloc(0);
  #isClosed = false;
  #waiting: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#waiting?.();
    });
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#isClosed = true;
        this.#waiting?.();
        resolve();
      });
    });
  }

  static connect(bootstrapServers: string): Promise<RawClient> {
    const colon = bootstrapServers.lastIndexOf(':');
    const socket = connect(Number(bootstrapServers.slice(colon + 1)), bootstrapServers.slice(0, colon));
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.once('connect', () => resolve(new RawClient(socket)));
    });
  }

  write(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** The next response frame, without its length; undefined: the connection was closed before. */
  async frame(): Promise<Buffer | undefined> {
    for (;;) {
      if (this.#received.length >= 4 && this.#received.length >= 4 + this.#received.readInt32BE(0)) {
        const end = 4 + this.#received.readInt32BE(0);
        const frame = this.#received.subarray(4, end);
        this.#received = this.#received.subarray(end);
        return frame;
      }
      if (this.#isClosed) return undefined;
      await new Promise<void>((resolve) => (this.#waiting = resolve));
    }
  }

  /** Correlation id of the next response; undefined: the connection was closed before. */
  async correlationId(): Promise<number | undefined> {
    return (await this.frame())?.readInt32BE(0);
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** A whole request frame, with its length. */
export function requestFrame<M extends Message>(
  api: ApiName,
  message: M,
  version: number,
  body: InferInput<M>,
  { correlationId = 1, clientId = 'raw' }: { correlationId?: number; clientId?: string } = {},
): Buffer {
  const writer = new Writer();
  writer.int32(0);
  encodeRequestHeader(
    writer,
    { apiKey: ApiKey[api], apiVersion: version, correlationId, clientId },
    version >= message.flexible,
  );
  codecOf(message, version).encode(writer, body);
  const frame = Buffer.concat(writer.finish());
  frame.writeInt32BE(frame.length - 4, 0);
  return frame;
}

/** Decodes a response frame with header v0 or v1; ApiVersions always has v0. */
export function decodeResponse<M extends Message>(frame: Buffer, message: M, version: number): Infer<M> {
  const reader = new Reader(frame);
  reader.int32();
  if (version >= message.flexible && message.apiKey !== ApiKey.ApiVersions) reader.taggedFields(() => false);
  return codecOf(message, version).decode(reader);
}

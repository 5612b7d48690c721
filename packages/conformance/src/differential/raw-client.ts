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
import * as protocol from '@testka/protocol';

type RequestOf<A extends ApiName> = (typeof protocol)[`${A}Request`];
type ResponseOf<A extends ApiName> = (typeof protocol)[`${A}Response`];
export type Body<A extends ApiName> = RequestOf<A> extends Message ? InferInput<RequestOf<A>> : never;
export type Answer<A extends ApiName> = ResponseOf<A> extends Message ? Infer<ResponseOf<A>> : never;

/** What became of a request: its answer, a closed connection, or nothing within the time given. */
export type Outcome<A extends ApiName> =
  | { readonly kind: 'answered'; readonly response: Answer<A> }
  | { readonly kind: 'closed' }
  | { readonly kind: 'silent' };

const DEFAULT_PATIENCE_MS = 20_000;

/** The header of an API's request, and behind it whatever is given. */
export function frameOf(
  api: ApiName,
  version: number,
  body: Buffer,
  { correlationId = 1, clientId = null as string | null } = {},
): Buffer {
  const request: Message = protocol[`${api}Request`];
  const writer = new Writer();
  encodeRequestHeader(
    writer,
    { apiKey: ApiKey[api], apiVersion: version, correlationId, clientId },
    version >= request.flexible,
  );
  return Buffer.concat([...writer.finish(), body]);
}

/** One connection, on which requests are spoken byte by byte: no retries, no metadata, nothing of a client's own. */
export class RawClient {
  readonly clientId: string;
  readonly #socket: Socket;
  #buffer: Buffer = Buffer.alloc(0);
  #isClosed = false;
  readonly #frames: Buffer[] = [];
  #wake: (() => void) | undefined;
  #correlationId = 0;

  private constructor(socket: Socket, clientId: string) {
    this.#socket = socket;
    this.clientId = clientId;
    socket.on('data', (chunk) => this.#take(chunk));
    const closed = (): void => {
      this.#isClosed = true;
      this.#wake?.();
    };
    socket.on('close', closed);
    socket.on('end', closed);
    socket.on('error', closed);
  }

  /** @param address `host:port`; of several, separated by commas, the first. */
  static async connect(address: string, clientId: string): Promise<RawClient> {
    const [host = '127.0.0.1', port = '9092'] = (address.split(',')[0] ?? '').split(':');
    const socket = connect({ host, port: Number(port), noDelay: true });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new RawClient(socket, clientId);
  }

  /** Sends a request and waits for what becomes of it. */
  async ask<A extends ApiName>(
    api: A,
    version: number,
    body: Body<A>,
    patienceMs = DEFAULT_PATIENCE_MS,
  ): Promise<Outcome<A>> {
    const correlationId = this.send(api, version, body);
    return this.answerTo(api, version, correlationId, patienceMs);
  }

  send<A extends ApiName>(api: A, version: number, body: Body<A>): number {
    const request: Message = protocol[`${api}Request`];
    const writer = new Writer();
    codecOf(request, version).encode(writer, body);
    return this.sendBody(api, version, Buffer.concat(writer.finish()));
  }

  /** The header of an API's request, and behind it whatever is given. */
  sendBody(api: ApiName, version: number, body: Buffer): number {
    const correlationId = ++this.#correlationId;
    this.sendFrame(frameOf(api, version, body, { correlationId, clientId: this.clientId }));
    return correlationId;
  }

  async answerTo<A extends ApiName>(
    api: A,
    version: number,
    correlationId: number,
    patienceMs = DEFAULT_PATIENCE_MS,
  ): Promise<Outcome<A>> {
    const frame = await this.nextFrame(patienceMs);
    if (frame === 'closed' || frame === 'silent') return { kind: frame };
    const response: Message = protocol[`${api}Response`];
    const reader = new Reader(frame);
    const answered = reader.int32();
    if (answered !== correlationId) throw new Error(`answer ${answered} came where ${correlationId} was due`);
    if (version >= response.flexible && api !== 'ApiVersions') reader.taggedFields(() => false);
    const decoded = codecOf(response, version).decode(reader) as Answer<A>;
    if (reader.remaining > 0) throw new Error(`${api} v${version}: ${reader.remaining} bytes follow the answer`);
    return { kind: 'answered', response: decoded };
  }

  /** A frame without its length, as it is. */
  sendFrame(bytes: Buffer): void {
    const length = Buffer.alloc(4);
    length.writeInt32BE(bytes.length);
    this.sendBytes(Buffer.concat([length, bytes]));
  }

  sendBytes(bytes: Buffer): void {
    if (!this.#isClosed) this.#socket.write(bytes);
  }

  async nextFrame(patienceMs = DEFAULT_PATIENCE_MS): Promise<Buffer | 'closed' | 'silent'> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const frame = this.#frames.shift();
      if (frame !== undefined) return frame;
      if (this.#isClosed) return 'closed';
      const left = deadline - performance.now();
      if (left <= 0) return 'silent';
      await this.#somethingHappens(left);
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #somethingHappens(patienceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #take(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    while (this.#buffer.length >= 4) {
      const size = this.#buffer.readInt32BE(0);
      if (this.#buffer.length < 4 + size) break;
      this.#frames.push(Buffer.from(this.#buffer.subarray(4, 4 + size)));
      this.#buffer = this.#buffer.subarray(4 + size);
    }
    this.#wake?.();
  }
}

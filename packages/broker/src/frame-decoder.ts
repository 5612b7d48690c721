const LENGTH_SIZE = 4;

/** What somebody sends who takes the broker for something else. */
export const TLS_HANDSHAKE = 'a TLS handshake, but this listener is plaintext';
export const HTTP_REQUEST = 'an HTTP request';

/** Cuts a stream of bytes into frames: a length of four bytes, then as many bytes. One per connection. */
export class FrameDecoder {
  /** Why the stream cannot be followed any further; nothing comes after it. */
  refusal: string | undefined;
  readonly #maxFrameSize: () => number;
  #parts: Buffer[] = [];
  #heldSize = 0;
  /** How many bytes the next step takes. */
  #neededSize = LENGTH_SIZE;

  /** @param maxFrameSize asked for each frame, bytes: authentication raises it. */
  constructor(maxFrameSize: () => number) {
    this.#maxFrameSize = maxFrameSize;
  }

  /**
   * The frames that are whole now, without their length. A frame that came in one chunk is a view of it; what is split is
   * put together once all of it is there, so a length alone never makes us allocate.
   */
  *push(chunk: Buffer): Generator<Buffer, void, undefined> {
    if (this.refusal !== undefined) return;
    this.#parts.push(chunk);
    this.#heldSize += chunk.length;
    if (this.#heldSize < this.#neededSize) return;
    const bytes = this.#parts.length === 1 ? chunk : Buffer.concat(this.#parts, this.#heldSize);
    let position = 0;
    let neededSize = LENGTH_SIZE;
    while (bytes.length - position >= LENGTH_SIZE) {
      const length = bytes.readInt32BE(position);
      this.refusal = this.#refuses(length, bytes.subarray(position));
      if (this.refusal !== undefined) return;
      neededSize = LENGTH_SIZE + length;
      if (bytes.length - position < neededSize) break;
      const start = position + LENGTH_SIZE;
      position += neededSize;
      neededSize = LENGTH_SIZE;
      yield bytes.subarray(start, start + length);
    }
    this.#hold(bytes.subarray(position), neededSize);
  }

  #hold(rest: Buffer, neededSize: number): void {
    this.#parts = rest.length === 0 ? [] : [rest];
    this.#heldSize = rest.length;
    this.#neededSize = neededSize;
  }

  #refuses(length: number, bytes: Buffer): string | undefined {
    const maxFrameSize = this.#maxFrameSize();
    if (length >= 0 && length <= maxFrameSize) return undefined;
    return foreignProtocol(bytes) ?? `a frame of ${length} bytes (at most ${maxFrameSize})`;
  }
}

/** Somebody who does not speak Kafka is recognised by his first bytes, so that reports can say so. */
function foreignProtocol(bytes: Buffer): string | undefined {
  if (bytes[0] === 0x16 && bytes[1] === 0x03) return TLS_HANDSHAKE;
  if (/^(?:GET|PUT|POST|HEAD|OPTIONS|DELETE) /.test(bytes.toString('latin1', 0, 8))) return HTTP_REQUEST;
  return undefined;
}

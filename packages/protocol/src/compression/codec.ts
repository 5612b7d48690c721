import type { CompressionType } from './compression-type.ts';

/** Turns the records of a batch into fewer bytes and back, in one go and without waiting. */
export interface Codec {
  /** What the attributes of a batch carry: 1 to 4, or 0 for none. */
  readonly id: number;
  readonly name: CompressionType;
  /** @throws CodecError `unavailable` when this Node cannot. */
  compress(bytes: Buffer): Buffer;
  /**
   * @param maxBytes most bytes of output; no more than about that is ever allocated.
   * @throws CodecError
   */
  decompress(bytes: Buffer, maxBytes: number): Buffer;
}

/** Why a codec gave up. */
export type CodecErrorReason =
  /** The bytes are not what this codec writes, or a checksum in them is wrong. */
  | 'corrupt'
  /** The output would be longer than allowed. */
  | 'too-large'
  /** This Node has no such codec; the message says which has. */
  | 'unavailable';

/** Bytes that could not be compressed or decompressed. `code` tells it apart where `instanceof` cannot: across realms. */
export class CodecError extends Error {
  readonly code = 'ERR_CODEC';
  readonly reason: CodecErrorReason;
  readonly codecName: CompressionType;

  constructor(codecName: CompressionType, reason: CodecErrorReason, message: string, options?: ErrorOptions) {
    super(`${codecName}: ${message}`, options);
    this.name = 'CodecError';
    this.reason = reason;
    this.codecName = codecName;
  }
}

/** The error for output beyond `maxBytes`. */
export function tooLarge(codecName: CompressionType, maxBytes: number): CodecError {
  return new CodecError(codecName, 'too-large', `decompresses to more than the ${maxBytes} bytes allowed`);
}

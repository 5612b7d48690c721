/**
 * Seeded randomness (sfc32). Each purpose draws from its own fork, so a new draw in one place moves no other.
 */
export class Random {
  readonly #seed: number;
  #a: number;
  #b: number;
  #c: number;
  #d = 1;

  constructor(seed: number) {
    this.#seed = seed >>> 0;
    this.#a = this.#seed;
    this.#b = Math.floor(seed / 0x1_0000_0000) >>> 0;
    this.#c = 0x9e37_79b9;
    for (let round = 0; round < 12; round++) this.uint32();
  }

  /** An independent stream, the same for the same seed and name. */
  fork(name: string): Random {
    let hash = 0x811c_9dc5 ^ this.#seed;
    for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x0100_0193);
    return new Random((hash >>> 0) + this.#seed * 0x1_0000_0000);
  }

  uint32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** An integer from 0 to `bound` - 1. */
  below(bound: number): number {
    return Math.floor((this.uint32() / 0x1_0000_0000) * bound);
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let index = 0; index < length; index++) bytes[index] = this.uint32() & 0xff;
    return bytes;
  }

  /** The bytes of a random UUID, version 4. */
  uuidBytes(): Buffer {
    const bytes = this.bytes(16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    return bytes;
  }

  /** A topic id or cluster id as Kafka prints it: URL-safe base64, never starting with "-" (so does Kafka's Uuid). */
  kafkaUuid(): string {
    for (;;) {
      const text = this.uuidBytes().toString('base64url');
      if (!text.startsWith('-')) return text;
    }
  }

  /** 8-4-4-4-12 hexadecimal digits, as in member ids. */
  uuid(): string {
    const hex = this.uuidBytes().toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }
}

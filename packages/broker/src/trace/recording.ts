import type { Exchange } from '@testka/core';

/** A request that was answered, as bytes of its own. */
export interface Recorded extends Pick<Exchange, 'api' | 'apiVersion' | 'broker' | 'clientId' | 'receivedAtMs'> {
  readonly answeredAtMs: number;
  readonly host: string;
  /** Without its length, as is the answer. */
  readonly request: Buffer;
  readonly response: Buffer | undefined;
  /** What faults that acted on it are called. */
  readonly faults: readonly string[];
}

const MAX_REQUESTS = 10_000;
const MAX_BYTES = 8 * 1024 * 1024;
const LENGTH_PREFIX = 4;

/**
 * The last requests, by their bytes: copying those is cheap, and decoding waits until somebody looks. What the bytes are
 * copied from is a socket's or a log's, and not held.
 */
export class Recording {
  #entries: Recorded[] = [];
  #sizeInBytes = 0;
  /** How many were recorded since the start or the last clear, those forgotten included. */
  total = 0;

  get entries(): readonly Recorded[] {
    return this.#entries;
  }

  add(seen: Exchange, faults: readonly string[]): void {
    const { api, apiVersion, broker, clientId, receivedAtMs, answeredAtMs = receivedAtMs } = seen;
    const { requestFrame, responseFrame, connection } = seen;
    if (requestFrame === undefined) return;
    const entry: Recorded = {
      api,
      apiVersion,
      broker,
      clientId,
      receivedAtMs,
      answeredAtMs,
      host: connection?.peer.host ?? '',
      request: Buffer.from(requestFrame),
      response: responseFrame && Buffer.concat([...responseFrame]).subarray(LENGTH_PREFIX),
      faults,
    };
    this.#entries.push(entry);
    this.#sizeInBytes += sizeOf(entry);
    this.total += 1;
    this.#forgetOldest();
  }

  clear(): void {
    this.#entries = [];
    this.#sizeInBytes = 0;
    this.total = 0;
  }

  /** In one go now and then, as taking them one by one from the front would move all the others. */
  #forgetOldest(): void {
    let count = 0;
    while (this.#sizeInBytes > MAX_BYTES && count < this.#entries.length - 1) {
      this.#sizeInBytes -= sizeOf(this.#entries[count++]);
    }
    if (this.#entries.length - count > 2 * MAX_REQUESTS) {
      while (this.#entries.length - count > MAX_REQUESTS) this.#sizeInBytes -= sizeOf(this.#entries[count++]);
    }
    if (count > 0) this.#entries = this.#entries.slice(count);
  }
}

function sizeOf(entry: Recorded | undefined): number {
  return (entry?.request.length ?? 0) + (entry?.response?.length ?? 0);
}

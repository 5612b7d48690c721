import type { Reader } from './reader.ts';
import { stringLength, type Writer } from './writer.ts';

/** What precedes every request. Header v1, or v2 when the request's version is flexible (KIP-482). */
export interface RequestHeader {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  readonly clientId: string | null;
}

/** Reads the header up to the client id; the tagged fields of v2 follow once the flexibility is known. */
export function decodeRequestHeader(reader: Reader): RequestHeader {
  const apiKey = reader.int16();
  const apiVersion = reader.int16();
  const correlationId = reader.int32();
  const length = reader.int16();
  return { apiKey, apiVersion, correlationId, clientId: length < 0 ? null : reader.text(length) };
}

/** Skips what a flexible header may carry beyond the client id. */
export function skipHeaderTags(reader: Reader): void {
  reader.taggedFields(() => false);
}

/** Writes a request header; used by our own client and by tests. */
export function encodeRequestHeader(writer: Writer, header: RequestHeader, flexible: boolean): void {
  writer.int16(header.apiKey);
  writer.int16(header.apiVersion);
  writer.int32(header.correlationId);
  if (header.clientId === null) {
    writer.int16(-1);
  } else {
    const size = stringLength(header.clientId);
    writer.int16(size);
    writer.text(header.clientId, size);
  }
  if (flexible) writer.unsignedVarint(0);
}

import { ApiKey, codecOf, Writer } from '@testka/protocol';
import type { Api } from './api.ts';

const LENGTH_PREFIX = 4;

/** A response frame: length, header v0 or v1, body. ApiVersions keeps header v0 at every version (KIP-511). */
export function encodeResponse(api: Api, version: number, correlationId: number, response: unknown): Buffer[] {
  const writer = new Writer();
  writer.int32(0);
  writer.int32(correlationId);
  if (version >= api.response.flexible && api.key !== ApiKey.ApiVersions) writer.unsignedVarint(0);
  codecOf(api.response, version).encode(writer, response as never);
  const length = writer.size - LENGTH_PREFIX;
  const chunks = writer.finish();
  chunks[0]?.writeInt32BE(length, 0);
  return chunks;
}

/** Tells the client for how long it will be throttled, where the answer has a field for it. */
export function withThrottle(api: Api, response: unknown, throttleTimeMs: number): unknown {
  if (throttleTimeMs === 0 || typeof response === 'symbol' || !('throttleTimeMs' in api.response.fields))
    return response;
  return { ...(response as object), throttleTimeMs };
}

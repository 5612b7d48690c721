import { ApiKey, ApiVersionsResponse, codecOf, Reader, Writer } from '@testka/protocol';

/** By API key the last version that clients may be told of; an API that is not there is not told of at all. */
export type Offered = ReadonlyMap<number, number>;

/** Looks at a connection's frames, and makes answers to ApiVersions say no more than is offered. */
export interface Offer {
  request(frame: Buffer): Buffer;
  response(frame: Buffer): Buffer;
}

const ASKED_AT = { apiKey: 4, apiVersion: 6, correlationId: 8 };
const BODY_OF_RESPONSE = 8;

export function withOfferOf(offered: Offered): Offer {
  /** Versions of ApiVersions that are asked in, by correlation id. */
  const asked = new Map<number, number>();
  return {
    request(frame) {
      if (frame.length >= 12 && frame.readInt16BE(ASKED_AT.apiKey) === ApiKey.ApiVersions) {
        asked.set(frame.readInt32BE(ASKED_AT.correlationId), frame.readInt16BE(ASKED_AT.apiVersion));
      }
      return frame;
    },
    response(frame) {
      const correlationId = frame.readInt32BE(4);
      const version = asked.get(correlationId);
      asked.delete(correlationId);
      return version === undefined ? frame : narrowed(frame, version, offered);
    },
  };
}

function narrowed(frame: Buffer, version: number, offered: Offered): Buffer {
  const codec = codecOf(ApiVersionsResponse, version);
  const answer = codec.decode(new Reader(frame, BODY_OF_RESPONSE));
  const apiKeys = answer.apiKeys
    .map((api) => ({ ...api, maxVersion: Math.min(api.maxVersion, offered.get(api.apiKey) ?? -1) }))
    .filter(({ minVersion, maxVersion }) => minVersion <= maxVersion);
  const writer = new Writer();
  writer.copy(frame.subarray(0, BODY_OF_RESPONSE));
  codec.encode(writer, { ...answer, apiKeys });
  const changed = Buffer.concat(writer.finish());
  changed.writeUInt32BE(changed.length - 4, 0);
  return changed;
}

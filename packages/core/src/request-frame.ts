import {
  ApiKey,
  codecOf,
  decodeRequestHeader,
  MalformedFrameError,
  Reader,
  type RequestHeader,
  skipHeaderTags,
} from '@testka/protocol';
import type { Api } from './api.ts';
import { apiByKey } from './apis/index.ts';
import { REQUEST_LIMITS } from './request-limits.ts';
import type { Release } from './releases/release.ts';

/** A request that has a handler. */
export interface Incoming {
  readonly api: Api;
  readonly header: RequestHeader;
  readonly body: unknown;
}

/** A frame that no handler gets to see. */
export interface Refused {
  /** Why the connection closes: a sentence without its end. */
  readonly reason: string;
  /** Whether ApiVersions was asked in a version that is not offered: that is answered instead (KIP-511). */
  readonly asksForVersions: RequestHeader | undefined;
}

/** Reads a frame, without its length prefix, as far as the release serves what it asks for. */
export function decodeRequest(bytes: Buffer, release: Release): Incoming | Refused {
  try {
    const reader = new Reader(bytes, 0, REQUEST_LIMITS);
    const header = decodeRequestHeader(reader);
    const { apiKey, apiVersion } = header;
    const api = apiByKey.get(apiKey);
    const served = api && release.served(api);
    if (api === undefined || served === undefined) return refused(`API key ${apiKey} is not offered`);
    if (apiVersion >= api.request.flexible) skipHeaderTags(reader);
    const [min, max] = served;
    if (apiVersion < min || apiVersion > max) {
      return refused(`${api.name} v${apiVersion} is not offered`, apiKey === ApiKey.ApiVersions ? header : undefined);
    }
    return { api, header, body: codecOf(api.request, apiVersion).decode(reader) };
  } catch (error) {
    if (!(error instanceof MalformedFrameError)) throw error;
    return refused(`the request cannot be read: ${error.message}`);
  }
}

function refused(reason: string, asksForVersions?: RequestHeader): Refused {
  return { reason, asksForVersions };
}

import { ApiKey, codecOf, decodeRequestHeader, Reader, skipHeaderTags } from '@testka/protocol';
import type { Api } from '../api.ts';

const CORRELATION_ID_SIZE = 4;

/** A frame that was sent, without its length: what is behind its header. */
export function decodeFrame(api: Api, side: 'request' | 'response', version: number, frame: Buffer): unknown {
  const message = api[side];
  const isFlexible = version >= message.flexible;
  if (side === 'response') {
    const reader = new Reader(frame, CORRELATION_ID_SIZE);
    if (isFlexible && api.key !== ApiKey.ApiVersions) reader.taggedFields(() => false);
    return codecOf(message, version).decode(reader);
  }
  const reader = new Reader(frame);
  decodeRequestHeader(reader);
  if (isFlexible) skipHeaderTags(reader);
  return codecOf(message, version).decode(reader);
}

import { createHash } from 'node:crypto';
import { type ApiName, codecOf, type Message, Reader, Writer, ZERO_UUID } from '@testka/protocol';
import * as protocol from '@testka/protocol';

/** What was asked: the API, its version, and a digest of the body's shape. */
export interface Asked {
  readonly api: ApiName;
  readonly version: number;
  readonly shape: string;
}

/**
 * A digest of what a request says, the same whenever it says the same: names without the script's prefix and numbering,
 * ids that the broker gave out without their value. Fields that this version does not carry do not count.
 */
export function shapeOf(api: ApiName, version: number, body: unknown, prefix: string): string {
  const request: Message = protocol[`${api}Request`];
  const writer = new Writer();
  codecOf(request, version).encode(writer, body as never);
  const sent: unknown = codecOf(request, version).decode(new Reader(Buffer.concat(writer.finish())));
  return digest(JSON.stringify(plain(sent, '', prefix)));
}

export function digest(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

function plain(value: unknown, key: string, prefix: string): unknown {
  if (typeof value === 'bigint') return String(value);
  if (Buffer.isBuffer(value)) return digest(value);
  if (Array.isArray(value)) return value.map((item) => plain(item, key, prefix));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item, name, prefix)]));
  if (typeof value === 'string') return plainText(value, key, prefix);
  if (typeof value === 'number') return plainNumber(value, key);
  return value;
}

function plainText(value: string, key: string, prefix: string): string {
  // Ids that scripts make up are nearly all zero bits; a broker's own are random.
  if (key === 'path' && value.startsWith('/tmp/')) return '<log dir>';
  if (key === 'topicId') return value === ZERO_UUID || value.startsWith('AAAAAAAA') ? value : '<id>';
  const named = value.startsWith(`${prefix}-`) ? value.slice(prefix.length + 1).replace(/-?v?\d+$/, '') : value;
  return named.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>');
}

function plainNumber(value: number, key: string): unknown {
  if (key === 'sessionId' && value !== 0) return '<session>';
  if (key === 'producerId' && value >= 0) return '<producer>';
  return value;
}

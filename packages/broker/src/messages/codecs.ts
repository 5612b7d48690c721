import { isUtf8 } from 'node:buffer';
import { type Given, wrong } from '../check.ts';
import { BrokerError } from '../errors.ts';
import { formatValue } from '../format.ts';
import type { Codec, DecodeContext } from '../types/message.ts';
import { isAsynchronous, isSchema, readBySchema } from './schemas.ts';

type CustomCodec = Extract<Codec, { decode: unknown }>;

const NAMES: readonly unknown[] = ['auto', 'json', 'string', 'bytes'];

/** @throws BrokerError of `given.code` */
export function checkCodec(given: Given): Codec {
  const { value } = given;
  if (isSchema(value) && isAsynchronous(value)) {
    throw new BrokerError(
      given.code,
      `${given.name} validates asynchronously, but messages are read and checked at once; use a synchronous schema`,
    );
  }
  if (NAMES.includes(value) || isSchema(value) || isCustom(value)) return value as Codec;
  if (value === 'registry') {
    throw new BrokerError(
      'ERR_NOT_AVAILABLE',
      `${given.name}: the codec 'registry' is not yet available; give { decode, encode }`,
    );
  }
  throw wrong(
    given,
    "'auto', 'json', 'string', 'bytes', a Standard Schema (zod, valibot, …) or { decode(bytes), encode(value) }",
  );
}

/** Schemas may have a decode() of their own, such as those of zod, that knows nothing of bytes. */
function isCustom(codec: unknown): codec is CustomCodec {
  return hasObjectFields(codec) && !isSchema(codec) && 'decode' in codec && typeof codec.decode === 'function';
}

function hasObjectFields(codec: unknown): codec is object {
  return (typeof codec === 'object' && codec !== null) || typeof codec === 'function';
}

/**
 * What bytes mean under a codec.
 * @throws BrokerError ERR_DECODE without saying where; the caller adds that
 */
export function decodeWith(codec: Codec, bytes: Buffer, context: DecodeContext): unknown {
  if (codec === 'auto') return decodeAuto(bytes);
  if (codec === 'bytes') return bytes;
  if (codec === 'string') return decodeText(bytes);
  if (codec === 'json') return decodeJson(bytes);
  if (isSchema(codec)) {
    const read = readBySchema(codec, bytes);
    if ('problem' in read) throw new BrokerError('ERR_DECODE', read.problem);
    return read.value;
  }
  try {
    return codec.decode(bytes, context);
  } catch (error) {
    throw new BrokerError('ERR_DECODE', `decode() failed: ${messageOf(error)}`, { cause: error });
  }
}

/** @throws BrokerError ERR_INVALID_MESSAGE, ERR_SCHEMA_MISMATCH without saying where; the caller adds that */
export function encodeWith(codec: Codec, value: unknown): Uint8Array | null {
  if (value === null) return null;
  if (value === undefined) throw new BrokerError('ERR_INVALID_MESSAGE', 'is undefined; give null for a tombstone');
  if (isBytes(value)) return value;
  if (codec === 'string' || codec === 'bytes') {
    if (typeof value === 'string') return Buffer.from(value);
    throw new BrokerError(
      'ERR_INVALID_MESSAGE',
      `must be a string or a Buffer under the codec '${codec}', not ${formatValue(value)}`,
    );
  }
  if (isCustom(codec)) return encodeCustom(codec, value);
  const bytes = typeof value === 'string' ? Buffer.from(value) : encodeJson(value);
  const read = isSchema(codec) ? readBySchema(codec, bytes) : undefined;
  if (read !== undefined && 'problem' in read) throw new BrokerError('ERR_SCHEMA_MISMATCH', read.problem);
  return bytes;
}

/** Bytes of any realm. */
export function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === '[object Uint8Array]';
}

const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;

function decodeAuto(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) return bytes;
  const text = bytes.toString('utf8');
  if (bytes[0] !== OPEN_BRACE && bytes[0] !== OPEN_BRACKET) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function decodeText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new BrokerError('ERR_DECODE', `${formatValue(bytes)} is not valid UTF-8`);
}

function decodeJson(bytes: Buffer): unknown {
  const text = decodeText(bytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BrokerError('ERR_DECODE', `${formatValue(text)} is not JSON`, { cause: error });
  }
}

function encodeJson(value: unknown): Buffer {
  let text: unknown;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw new BrokerError('ERR_INVALID_MESSAGE', `cannot be written as JSON: ${messageOf(error)}`, { cause: error });
  }
  const lost = lossOf(value, '');
  if (lost !== undefined) throw new BrokerError('ERR_INVALID_MESSAGE', `cannot be written as JSON: ${lost}`);
  if (typeof text === 'string') return Buffer.from(text);
  throw new BrokerError('ERR_INVALID_MESSAGE', `cannot be written as JSON: ${formatValue(value)}`);
}

/** What JSON makes something else of without a word. */
const LOST_IN_JSON: Readonly<Record<string, string>> = {
  Map: 'give Object.fromEntries() of it',
  Set: 'give an array of it',
  RegExp: 'give its source',
  Error: 'give its message',
};

/** The first value that would be lost, and the way out; undefined: nothing is. What has a toJSON() knows what it does. */
function lossOf(value: unknown, path: string): string | undefined {
  const place = path === '' ? 'it' : path.replace(/^\./, '');
  if (typeof value === 'number' && !Number.isFinite(value)) return `${place} is ${value}, which would become null`;
  if (typeof value !== 'object' || value === null || 'toJSON' in value || ArrayBuffer.isView(value)) return undefined;
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  const wayOut = Object.hasOwn(LOST_IN_JSON, kind) ? LOST_IN_JSON[kind] : undefined;
  if (wayOut !== undefined) return `${place} is a ${kind}, which would become {}; ${wayOut}`;
  const parts = Array.isArray(value)
    ? value.map((each: unknown, index) => [`${path}[${index}]`, each] as const)
    : Object.entries(value).map(([name, each]: [string, unknown]) => [`${path}.${name}`, each] as const);
  for (const [where, each] of parts) {
    const lost = lossOf(each, where);
    if (lost !== undefined) return lost;
  }
  return undefined;
}

function encodeCustom(codec: CustomCodec, value: unknown): Uint8Array {
  if (codec.encode === undefined) {
    throw new BrokerError(
      'ERR_INVALID_MESSAGE',
      'cannot be written: the codec has no encode(); add it, or give a Buffer',
    );
  }
  const bytes: unknown = codec.encode(value);
  if (isBytes(bytes)) return bytes;
  throw new BrokerError(
    'ERR_INVALID_MESSAGE',
    `cannot be written: encode() returned ${formatValue(bytes)}, not a Buffer`,
  );
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}

import { isUtf8 } from 'node:buffer';
import type { PlainValue, ShownValue } from '@testka/viewer/data';
import { plainAssignment, plainSubscription } from './plain-groups.ts';
import { plainRecords } from './plain-records.ts';

/** How much of one value a page shows. */
const MAX_VALUE_LENGTH = 4096;
const MAX_ITEMS = 200;
/** Control characters that text has none of, but bytes that happen to be UTF-8 do. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const NO_TEXT = /[\u0000-\u0008\u000e-\u001f\u007f]/;

/** How a page shows things. */
export interface PageStyle {
  /** What topics are called of which a request knows the id only. */
  readonly nameOfTopic: (topicId: string) => string | undefined;
  /** Whether keys, values and headers of messages are shown. */
  readonly withValues: boolean;
}

/** A request or a response as JSON can say it: long values cut, bytes as what they are. */
export function plainMessage(message: unknown, style: PageStyle): PlainValue {
  return plain(message, '', style);
}

function plain(value: unknown, field: string, style: PageStyle): PlainValue {
  switch (typeof value) {
    case 'string':
      return plainText(field === 'topicId' ? named(value, style) : value);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    case 'bigint':
      return value.toString();
    case 'object':
      return value === null ? null : plainObject(value, field, style);
    case 'undefined':
    case 'function':
    case 'symbol':
      return null;
  }
}

function plainObject(value: object, field: string, style: PageStyle): PlainValue {
  if (Buffer.isBuffer(value)) return plainField(field, value, style);
  if (!Array.isArray(value)) {
    const fields = Object.entries(value).map(([name, each]) => [name, plain(each, name, style)] as const);
    return Object.fromEntries<PlainValue>(fields);
  }
  if (field === 'records') return plainRecords(Buffer.concat(value as Buffer[]), style.withValues);
  const items = value.slice(0, MAX_ITEMS).map((item) => plain(item, field, style));
  return value.length > MAX_ITEMS ? [...items, { $: 'more', count: value.length - MAX_ITEMS }] : items;
}

function plainField(field: string, bytes: Buffer, { withValues }: PageStyle): PlainValue {
  switch (field) {
    case 'records':
      return plainRecords(bytes, withValues);
    case 'metadata':
      return plainSubscription(bytes) ?? plainBytes(bytes);
    case 'assignment':
      return plainAssignment(bytes) ?? plainBytes(bytes);
    case 'authBytes':
      // A page may go round; a password is of no use in it.
      return '(left out)';
    default:
      return plainBytes(bytes);
  }
}

/** JSON, text or hexadecimal digits, whichever fits. */
export function plainBytes(bytes: Buffer): ShownValue {
  const size = bytes.length;
  const text = isUtf8(bytes) ? bytes.toString('utf8') : undefined;
  if (text === undefined || NO_TEXT.test(text)) return specialBytes(bytes);
  return specialText(isJson(text) ? 'json' : 'text', text, size);
}

/** @param size of what it stands for, in bytes */
export function specialText($: 'json' | 'text', text: string, size: number): ShownValue {
  const isCut = text.length > MAX_VALUE_LENGTH;
  return { $, size, value: isCut ? cutText(text) : text, isCut };
}

/** Hexadecimal digits, whatever the bytes say. */
export function specialBytes(bytes: Buffer): ShownValue {
  const isCut = bytes.length > MAX_VALUE_LENGTH / 2;
  return { $: 'hex', size: bytes.length, value: bytes.toString('hex', 0, MAX_VALUE_LENGTH / 2), isCut };
}

function plainText(text: string): PlainValue {
  return text.length <= MAX_VALUE_LENGTH ? text : specialText('text', text, Buffer.byteLength(text));
}

/** Not within a character that takes two units: half of it would be no text. */
function cutText(text: string): string {
  return text.slice(0, MAX_VALUE_LENGTH).replace(/[\ud800-\udbff]$/, '');
}

function isJson(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function named(topicId: string, { nameOfTopic }: PageStyle): string {
  const name = nameOfTopic(topicId);
  return name === undefined ? topicId : `${topicId} (${name})`;
}

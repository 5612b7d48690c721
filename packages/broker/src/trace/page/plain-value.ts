import { isUtf8 } from 'node:buffer';
import type { PlainValue, SpecialValue } from '@testka/viewer/data';
import { plainAssignment, plainSubscription } from './plain-groups.ts';
import { plainRecords } from './plain-records.ts';

/** How much of one value a page shows. */
const MAX_VALUE_LENGTH = 4096;
const MAX_ITEMS = 200;
/** Control characters that text has none of, but bytes that happen to be UTF-8 do. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const NO_TEXT = /[\u0000-\u0008\u000e-\u001f\u007f]/;

/** What topics are called of which a request knows the id only. */
export type NameOfTopic = (topicId: string) => string | undefined;

/** A request or a response as JSON can say it: long values cut, bytes as what they are. */
export function plainMessage(message: unknown, nameOfTopic: NameOfTopic): PlainValue {
  return plain(message, '', nameOfTopic);
}

function plain(value: unknown, field: string, nameOfTopic: NameOfTopic): PlainValue {
  switch (typeof value) {
    case 'string':
      return plainText(field === 'topicId' ? named(value, nameOfTopic) : value);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    case 'bigint':
      return value.toString();
    case 'object':
      return value === null ? null : plainObject(value, field, nameOfTopic);
    case 'undefined':
    case 'function':
    case 'symbol':
      return null;
  }
}

function plainObject(value: object, field: string, nameOfTopic: NameOfTopic): PlainValue {
  if (Buffer.isBuffer(value)) return plainField(field, value);
  if (!Array.isArray(value)) {
    const fields = Object.entries(value).map(([name, each]) => [name, plain(each, name, nameOfTopic)] as const);
    return Object.fromEntries<PlainValue>(fields);
  }
  if (field === 'records') return plainRecords(Buffer.concat(value as Buffer[]));
  const items = value.slice(0, MAX_ITEMS).map((item) => plain(item, field, nameOfTopic));
  return value.length > MAX_ITEMS ? [...items, { $: 'more', count: value.length - MAX_ITEMS }] : items;
}

function plainField(field: string, bytes: Buffer): PlainValue {
  switch (field) {
    case 'records':
      return plainRecords(bytes);
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
export function plainBytes(bytes: Buffer): SpecialValue {
  const size = bytes.length;
  const text = isUtf8(bytes) ? bytes.toString('utf8') : undefined;
  if (text === undefined || NO_TEXT.test(text)) {
    const isCut = size > MAX_VALUE_LENGTH / 2;
    return { $: 'hex', size, value: bytes.toString('hex', 0, MAX_VALUE_LENGTH / 2), isCut };
  }
  const isCut = text.length > MAX_VALUE_LENGTH;
  return { $: isJson(text) ? 'json' : 'text', size, value: isCut ? cutText(text) : text, isCut };
}

function plainText(text: string): PlainValue {
  if (text.length <= MAX_VALUE_LENGTH) return text;
  return { $: 'text', size: Buffer.byteLength(text), value: cutText(text), isCut: true };
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

function named(topicId: string, nameOfTopic: NameOfTopic): string {
  const name = nameOfTopic(topicId);
  return name === undefined ? topicId : `${topicId} (${name})`;
}

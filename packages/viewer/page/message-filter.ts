import type { MessageData, MessagePart } from '../src/data.ts';

type Test = (message: MessageData) => boolean;

/**
 * Which messages are shown: each word must be found somewhere in the message, `value.id:42` at that place of its JSON, and with
 * `-` before it a word must not be found.
 */
export function messageFilterOf(text: string): Test {
  const tests = text
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '-')
    .map(testOf);
  return (message) => tests.every((test) => test(message));
}

function testOf(word: string): Test {
  if (word.startsWith('-')) {
    const positive = testOf(word.slice(1));
    return (message) => !positive(message);
  }
  const [, path, wanted = ''] = /^((?:key|value|headers?|partition|offset|client)(?:\.[^:]+)?):(.*)$/i.exec(word) ?? [];
  const lowered = word.toLowerCase();
  if (path === undefined) return (message) => textOfMessage(message).includes(lowered);
  const [field = '', ...steps] = path.split('.');
  return (message) => isAt(fieldOf(message, field.toLowerCase()), steps, wanted.toLowerCase());
}

/** Of a list any item will do; a text needs a part only, anything else all: `value.id:4` is not 42. */
function isAt(value: unknown, steps: readonly string[], wanted: string): boolean {
  const [step, ...rest] = steps;
  if (Array.isArray(value)) {
    if (step !== undefined && /^\d+$/.test(step)) return isAt(value[Number(step)], rest, wanted);
    return value.some((each) => isAt(each, steps, wanted));
  }
  if (step !== undefined) {
    const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, step);
    return isObject && isAt((value as Record<string, unknown>)[step], rest, wanted);
  }
  if (value === undefined) return false;
  if (wanted === '') return true;
  if (typeof value === 'string') return value.toLowerCase().includes(wanted);
  const text = JSON.stringify(value).toLowerCase();
  return typeof value === 'object' && value !== null ? text.includes(wanted) : text === wanted;
}

function fieldOf(message: MessageData, field: string): unknown {
  switch (field) {
    case 'key':
      return readingOf(message.key);
    case 'value':
      return readingOf(message.value);
    case 'partition':
      return message.partition;
    case 'offset':
      return message.offset;
    case 'client':
      return message.clientId ?? '';
    default:
      return Object.fromEntries(message.headers.map(({ key, value }) => [key, textOf(value)]));
  }
}

function readingOf(part: MessagePart): unknown {
  if (part === null || typeof part === 'string') return part;
  // What was cut is no JSON any more.
  return part.$ === 'json' && !part.isCut ? JSON.parse(part.value) : part.value;
}

/** What the list shows of a key or a value, in one line. */
export function textOf(part: MessagePart): string {
  return part === null ? 'null' : typeof part === 'string' ? part : part.value;
}

function textOfMessage({ key, value, headers, clientId, openedBy }: MessageData): string {
  const told = headers.map((header) => `${header.key}=${textOf(header.value)}`);
  return [textOf(key), textOf(value), ...told, clientId ?? '', openedBy ?? ''].join(' ').toLowerCase();
}

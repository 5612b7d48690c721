import type { MessageData, MessagePart } from '../src/data.ts';

const INDENT = '  ';
const MAX_LINE = 100;
const NAME = /^[A-Za-z_$][\w$]*$/;

/** The line of a test that looks for the message. What the page has not all of, or could not show, is left out of it. */
export function expectLine(topic: string, { partition, offset, key, value, headers }: MessageData): string {
  const fields: [string, string | undefined][] = [
    ['key', literalOf(key)],
    ['value', literalOf(value)],
    ['headers', headersLiteral(headers, true)],
  ];
  const known = fields.filter((field): field is [string, string] => field[1] !== undefined);
  // A message of which nothing is known is told by where it is.
  const isVague = literalOf(value) === undefined;
  const place: [string, string][] = [
    ['partition', String(partition)],
    ['offset', String(offset)],
  ];
  return `await expect(broker.topic(${quoted(topic)})).toHaveMessage(${objectLiteral(isVague ? [...known, ...place] : known)});`;
}

/** The line of a test that writes such a message; undefined: the page has not all of it. */
export function produceLine(topic: string, { key, value, headers }: MessageData): string | undefined {
  const [keyLiteral, valueLiteral, headerLiteral] = [literalOf(key), literalOf(value), headersLiteral(headers, false)];
  if (keyLiteral === undefined || valueLiteral === undefined) return undefined;
  if (headers.length > 0 && headerLiteral === undefined) return undefined;
  const fields: [string, string][] = [
    ...(key === null ? [] : [['key', keyLiteral] as [string, string]]),
    ['value', valueLiteral],
    ...(headerLiteral === undefined ? [] : [['headers', headerLiteral] as [string, string]]),
  ];
  return `await broker.topic(${quoted(topic)}).produce(${objectLiteral(fields)});`;
}

/** Undefined: no literal stands for it. */
function literalOf(part: MessagePart): string | undefined {
  if (part === null) return 'null';
  if (typeof part === 'string' || part.isCut) return undefined;
  if (part.$ === 'hex') return `Buffer.from(${quoted(part.value)}, 'hex')`;
  return part.$ === 'json' ? codeOf(JSON.parse(part.value), INDENT) : quoted(part.value);
}

/** Header values are read as text, whatever they hold. @param isRead whether it stands for what a test reads */
function headersLiteral(headers: MessageData['headers'], isRead: boolean): string | undefined {
  const byKey = new Map<string, (string | undefined)[]>();
  for (const { key, value } of headers) byKey.set(key, [...(byKey.get(key) ?? []), headerLiteral(value, isRead)]);
  const fields: [string, string][] = [];
  for (const [key, literals] of byKey) {
    const known = literals.filter((literal) => literal !== undefined);
    if (known.length === literals.length)
      fields.push([key, known.length === 1 ? String(known[0]) : `[${known.join(', ')}]`]);
    else if (!isRead) return undefined;
  }
  return fields.length === 0 ? undefined : objectLiteral(fields);
}

function headerLiteral(part: MessagePart, isRead: boolean): string | undefined {
  if (part === null) return "''";
  if (typeof part === 'string' || part.isCut) return undefined;
  if (part.$ !== 'hex') return quoted(part.value);
  return isRead ? undefined : literalOf(part);
}

/** What JSON has read, as one would write it in code. */
function codeOf(value: unknown, indent: string): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
  const inner = indent + INDENT;
  if (!Array.isArray(value)) {
    return objectLiteral(
      Object.entries(value).map(([name, each]) => [name, codeOf(each, inner)]),
      indent,
    );
  }
  return listLiteral(
    '[',
    value.map((each) => codeOf(each, inner)),
    ']',
    indent,
  );
}

function objectLiteral(fields: readonly (readonly [string, string])[], indent = ''): string {
  return listLiteral(
    '{ ',
    fields.map(([name, code]) => `${nameLiteral(name)}: ${code}`),
    ' }',
    indent,
  );
}

/** On one line where that is short. */
function listLiteral(open: string, parts: readonly string[], close: string, indent: string): string {
  if (parts.length === 0) return open.trim() + close.trim();
  const line = `${open}${parts.join(', ')}${close}`;
  if (line.length + indent.length <= MAX_LINE && !line.includes('\n')) return line;
  const inner = `\n${indent}${INDENT}`;
  return `${open.trim()}${parts.map((part) => `${inner}${part},`).join('')}\n${indent}${close.trim()}`;
}

/** As a name, `__proto__` would be no field of its own. */
function nameLiteral(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return NAME.test(name) ? name : quoted(name);
}

function quoted(text: string): string {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`);
  // Both end a line, which JSON does not mind.
  return `'${escaped.replaceAll('\u2028', String.raw`\u2028`).replaceAll('\u2029', String.raw`\u2029`)}'`;
}

/** Longest text of one value in a message or report. */
const MAX_LENGTH = 200;
const MAX_STRING = 80;
const MAX_ITEMS = 12;
const MAX_DEPTH = 5;
/** As much of binary data as helps to recognise it. */
const MAX_BYTES = 16;

/** A value on one line, as one would write it in code; long ones are cut. Never throws. */
export function formatValue(value: unknown, maxLength: number = MAX_LENGTH): string {
  return cut(format(value, 0, new Set()), maxLength);
}

/** `text`, with "…" for what does not fit. */
export function cut(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`;
}

/** "1 record", "2 records". */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A time span as one would say it: "812 ms", "2.9 s", "3 min". */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

function format(value: unknown, depth: number, seen: Set<unknown>): string {
  switch (typeof value) {
    case 'string':
      return formatString(value, depth);
    case 'bigint':
      return `${value}n`;
    case 'function':
      return value.name === '' ? '(function)' : `(function ${value.name})`;
    case 'object':
      return value === null ? 'null' : formatObject(value, depth, seen);
    case 'symbol':
    case 'number':
    case 'boolean':
    case 'undefined':
      return Object.is(value, -0) ? '-0' : String(value);
  }
}

function formatString(text: string, depth: number): string {
  return `'${cut(text, depth === 0 ? MAX_LENGTH : MAX_STRING)
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll("'", String.raw`\'`)}'`;
}

function formatObject(value: object, depth: number, seen: Set<unknown>): string {
  if (seen.has(value)) return '[circular]';
  const special = formatSpecial(value);
  if (special !== undefined) return special;
  if (depth >= MAX_DEPTH) return Array.isArray(value) ? '[…]' : '{…}';
  seen.add(value);
  const text = Array.isArray(value) ? formatArray(value, depth, seen) : formatFields(value, depth, seen);
  seen.delete(value);
  return text;
}

/** By tag, not by `instanceof`: in Jest, values come from another realm than this code. */
function formatSpecial(value: object): string | undefined {
  if (ArrayBuffer.isView(value)) return formatBytes(value);
  const tag = Object.prototype.toString.call(value);
  if (tag === '[object Date]') return formatDate(value as Date);
  if (tag === '[object RegExp]') return (value as RegExp).toString();
  if (tag === '[object Error]') return `[${(value as Error).name}: ${(value as Error).message}]`;
  if ('asymmetricMatch' in value && typeof value.asymmetricMatch === 'function') return formatAsymmetric(value);
  return undefined;
}

function formatDate(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'Invalid Date' : date.toISOString();
}

function formatBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  const hex = Buffer.from(buffer, byteOffset, Math.min(byteLength, MAX_BYTES))
    .toString('hex')
    .replaceAll(/(..)(?!$)/g, '$1 ');
  const more = byteLength > MAX_BYTES ? ` … ${byteLength} bytes` : '';
  return `<Buffer ${hex}${more}>`;
}

/** Jest's and Vitest's matchers say what they are: some in full, "Any<Number>", some by name only, "ObjectContaining". */
function formatAsymmetric(matcher: object): string {
  const describe = 'toAsymmetricMatcher' in matcher ? matcher.toAsymmetricMatcher : undefined;
  const text =
    typeof describe === 'function' ? String(describe.call(matcher)) : (matcher as { toString(): string }).toString();
  const name = text === '' || text.startsWith('[object') ? 'an asymmetric matcher' : text;
  const isFull = name.includes('<') || !('sample' in matcher) || matcher.sample === undefined;
  return isFull ? name : `${name}(${formatValue(matcher.sample, MAX_STRING)})`;
}

function formatArray(items: readonly unknown[], depth: number, seen: Set<unknown>): string {
  const shown = items.slice(0, MAX_ITEMS).map((item) => format(item, depth + 1, seen));
  if (items.length > MAX_ITEMS) shown.push(`… ${items.length - MAX_ITEMS} more`);
  return `[${shown.join(', ')}]`;
}

function formatFields(value: object, depth: number, seen: Set<unknown>): string {
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const shown = entries.slice(0, MAX_ITEMS).map(([key, item]) => `${formatKey(key)}: ${format(item, depth + 1, seen)}`);
  if (entries.length > MAX_ITEMS) shown.push(`… ${entries.length - MAX_ITEMS} more`);
  return `{ ${shown.join(', ')} }`;
}

function formatKey(key: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? key : `'${key}'`;
}
